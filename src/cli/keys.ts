import { parseArgs } from 'node:util';
import { ALGORITHMS, type Algorithm, makeKeys } from './make-key.ts';
import { misused } from './misused.ts';

const HELP = `Creates and rotates the keys that sign tokens.

  npm run --silent keys -- generate [--alg ES256|EdDSA|RS256|HS256]
      prints a JWK Set with a fresh key, and an RS256 key for ID tokens
  npm run --silent keys -- rotate [--alg …] [--keep N] < JWT_KEYS
      prints the set on standard input with fresh keys in front

The first key that is not RSA signs access tokens, all keys verify. ID tokens are signed with the
first key of the algorithm that a client is registered for: RS256 unless it says otherwise. A set
without an RS256 key gets one by a rotation. After a rotation, keep the old key for an hour, or for
ACCESS_TOKEN_TTL if that is longer: what it signed stays valid as long. --keep N keeps the N newest
old keys of each kind (default 1).

AUTH_SECRET encrypts secrets of second factors too: \`npm run admin -- seals\` counts them by the
AUTH_SECRET that they need, before you remove a former one.`;

const OPTIONS = {
  alg: { type: 'string', default: 'ES256' },
  keep: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  return misused('keys', message);
}

function algorithm(name: string): Algorithm {
  return ALGORITHMS.find((known) => known === name) ?? fail(`unknown algorithm ${name}`);
}

async function oldKeys(): Promise<unknown[]> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  try {
    const set = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(set.keys) && set.keys.length > 0
      ? set.keys
      : fail('standard input is not a JWK Set');
  } catch {
    const banner = /^\s*> /.test(text) ? ': it begins with what npm prints without --silent' : '';
    return fail(`standard input is not JSON${banner}`);
  }
}

/** RSA keys, and all others. */
function byKind(keys: unknown[]): [unknown[], unknown[]] {
  const isRsa = (key: unknown) => (key as { kty?: unknown } | null)?.kty === 'RSA';
  return [keys.filter(isRsa), keys.filter((key) => !isRsa(key))];
}

const { values, positionals } = readArguments();
const [command] = positionals;
if (values.help === true || command === undefined) {
  process.stdout.write(`${HELP}\n`);
} else if (command === 'generate') {
  process.stdout.write(`${JSON.stringify({ keys: await makeKeys(algorithm(values.alg)) })}\n`);
} else if (command === 'rotate') {
  const keep = Number(values.keep);
  if (!Number.isInteger(keep) || keep < 1) fail('--keep takes a whole number from 1');
  const [rsa, others] = byKind(await oldKeys());
  const keys = [
    ...(await makeKeys(algorithm(values.alg))),
    ...others.slice(0, keep),
    ...rsa.slice(0, keep),
  ];
  process.stdout.write(`${JSON.stringify({ keys })}\n`);
} else {
  fail(`unknown command ${command}`);
}
