import { createPublicKey, verify } from 'node:crypto';
import { type Answer, wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { decode } from '../jwt.ts';
import { API } from '../people.ts';

const PATH = '/.well-known/oauth-authorization-server';

async function metadataOf({ call }: World): Promise<Record<string, unknown>> {
  return wanted('the metadata', await call('GET', PATH)).body;
}

/** What each address in the metadata must answer. Those not named must only be there. */
const ANSWERS: Record<string, (world: World, url: string) => Promise<boolean>> = {
  issuer: async ({ call }, url) =>
    (await call('GET', `${url.replace(/\/$/, '')}${PATH}`)).body.issuer === url,
  jwks_uri: async ({ call }, url) => Array.isArray((await call('GET', url)).body.keys),
};

const isThere = ({ status }: Answer) => status !== 404 && status < 500;

async function works(world: World): Promise<Finding> {
  const metadata = await metadataOf(world);
  const urls = Object.entries(metadata).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && /^https?:/.test(entry[1]),
  );
  const faults: string[] = [];
  for (const [name, url] of urls) {
    const answers = ANSWERS[name] ?? (async () => isThere(await world.call('GET', url)));
    if (!(await answers(world, url))) faults.push(name);
  }
  for (const needed of ['issuer', 'jwks_uri', 'token_endpoint'])
    if (metadata[needed] === undefined) faults.push(`no ${needed}`);
  return judgeFaults(urls.length, 'addresses', faults);
}

/** Verifies as another service would: with the published keys and nothing else. */
async function keysVerify(world: World): Promise<Finding> {
  const { jwks_uri: uri, issuer } = await metadataOf(world);
  const { keys } = (await world.call('GET', String(uri))).body as { keys?: { kid: string }[] };
  const { access } = await world.people.verified('codes');
  const { header, payload } = decode(access) ?? { header: {}, payload: {} };
  const jwk = keys?.find(({ kid }) => kid === header.kid);
  if (jwk === undefined && header.alg === 'HS256')
    return { measured: 'access tokens are HS256: no other service verifies them', pass: null };
  const told = `${keys?.length ?? 0} keys, token ${String(header.alg)} of ${String(header.typ)}`;
  if (jwk === undefined) return { measured: `${told}: no key has its kid`, pass: false };
  const [head, body, signature = ''] = access.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const holder = key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' as const } : key;
  const input = Buffer.from(`${head}.${body}`);
  const isGood = verify(hash, input, holder, Buffer.from(signature, 'base64url'));
  const isPrivate = keys?.some((one) => 'd' in one || 'k' in one) ?? false;
  const isMeant = payload.iss === issuer && header.typ === 'at+jwt';
  const says = [
    isGood ? 'verifies' : 'does not verify',
    ...(isMeant ? [] : ['issuer or typ differ']),
    ...(isPrivate ? ['private keys are published'] : []),
  ];
  return { measured: `${told}: ${says.join(', ')}`, pass: isGood && isMeant && !isPrivate };
}

/** Asks for the error codes and limits of nothing: only whether what is guarded says so. */
async function guarded(world: World): Promise<Finding> {
  const faults: string[] = [];
  for (const { method, path, body } of world.routes.guarded) {
    const { status } = await world.call(method, path, { body });
    if (status !== 401) faults.push(`${method} ${path}: ${status}`);
  }
  const health = await world.call('GET', `${API}/health`);
  if (health.status !== 200) faults.push(`health: ${health.status}`);
  return judgeFaults(world.routes.guarded.length + 1, 'routes of the document', faults);
}

export const metadataInvariants: Invariant[] = [
  { name: 'metadata', expected: 'each address answers as said', measure: works },
  { name: 'metadata-keys', expected: 'published keys verify a token', measure: keysVerify },
  { name: 'metadata-guarded', expected: '401 without a token', measure: guarded },
];
