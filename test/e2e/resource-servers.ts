import { readDocument, withPrograms } from '../support/documents.ts';
import { buildClient } from './build-client.ts';
import { startCarelessServers } from './careless-servers.ts';
import { createChecks } from './checks.ts';
import { startDevServer } from './dev-server.ts';
import { type Documented, SERVERS, startDocumentedServers } from './documented-servers.ts';
import { call, type Person, signUp } from './sign-up.ts';
import { type StubIssuer, startStubIssuer } from './stub-issuer.ts';

// Resource servers that know nothing of ours but issuer, audience and key set. None may take a
// token of another kind for an access token, whatever it forgets to check; those of the documents
// forget nothing.
const { check, finish } = createChecks();

type Tokens = { access_token: string; refresh_token: string };

/** One token of each kind, and a refresh token whose session has ended. */
async function obtainTokens(url: string, { email, password }: Person) {
  const login = { email, password, token_delivery: 'body' };
  const ended = await call<Tokens>(url, 'POST', 'login', login);
  const live = await call<Tokens>(url, 'POST', 'login', login);
  await call(url, 'POST', 'logout', {}, ended.access_token);
  await call(url, 'PUT', 'mfa/email', { enabled: true, password }, live.access_token);
  const halfWay = await call<{ mfa_token: string }>(url, 'POST', 'login', login);
  return { live, ended, mfaToken: halfWay.mfa_token };
}

async function checkOurTokens(url: string, folder: string): Promise<void> {
  const { live, ended, mfaToken } = await obtainTokens(url, await signUp(url));
  const servers = [
    ...(await startCarelessServers(url)),
    ...(await startDocumentedServers(folder, { issuer: url })),
  ];
  for (const { name, admits, close } of servers) {
    check(`${name} takes an access token`, await admits(live.access_token));
    check(`${name} refuses a refresh token`, !(await admits(live.refresh_token)));
    check(`${name} refuses one after sign-out`, !(await admits(ended.refresh_token)));
    check(`${name} refuses the token of a first step`, !(await admits(mfaToken)));
    await close?.();
  }
}

/** Rows of the table in the document: a library, and what it says of each algorithm. */
function tableOfLibraries(): Map<string, { ES256: string; EdDSA: string }> {
  const rows = readDocument('src/client/README.md').matchAll(
    /^\| ([^|]+) \| (yes|no) \| (yes|no) \| [^|]+ \|$/gm,
  );
  return new Map(
    [...rows].map(([, name = '', ES256 = '', EdDSA = '']) => [name, { ES256, EdDSA }]),
  );
}

async function checkAlgorithms({ issuer, sign }: StubIssuer): Promise<void> {
  const table = tableOfLibraries();
  const servers = await startCarelessServers(issuer);
  const named = servers.map(({ name }) => name).sort();
  check(
    'the table of libraries has those that are tried',
    `${[...table.keys()].sort()}` === `${named}`,
  );
  for (const { name, admits, close } of servers) {
    for (const alg of ['ES256', 'EdDSA'] as const) {
      const said = table.get(name)?.[alg];
      const does = (await admits(await sign(alg))) ? 'yes' : 'no';
      check(`${name} and ${alg}: ${said}`, does === said, `it is ${does}`);
    }
    await close?.();
  }
}

async function checkRules({ issuer, sign }: StubIssuer, folder: string): Promise<void> {
  const elsewhere = 'https://elsewhere.example.com';
  for (const { name, admits, ask, close } of await startDocumentedServers(folder, { issuer })) {
    for (const alg of ['ES256', 'EdDSA', 'RS256'] as const)
      check(`${name} takes ${alg}`, await admits(await sign(alg)));
    const refused = {
      'another typ': { typ: 'JWT' },
      'another audience': { aud: elsewhere },
      'another issuer': { iss: elsewhere },
      'an expired token': { exp: 1 },
      'a token that is bound to a key': { cnf: { jkt: 'thumbprint' } },
    };
    for (const [what, changes] of Object.entries(refused))
      check(`${name} refuses ${what}`, !(await admits(await sign('ES256', changes))));
    check(`${name} refuses nonsense`, !(await admits('nonsense')));
    if (ask !== undefined) await checkChallenges(name, ask, sign);
    await close?.();
  }
}

/** What those with `latchkey/server` answer where something is missing. */
async function checkChallenges(
  name: string,
  ask: NonNullable<Documented['ask']>,
  sign: StubIssuer['sign'],
): Promise<void> {
  const challenge = (answer: Response) => answer.headers.get('WWW-Authenticate') ?? '';
  const stranger = await ask('GET', {});
  check(`${name} asks for a token`, stranger.status === 401 && challenge(stranger) === 'Bearer');
  const bearing = async (acr: string) => ({
    Authorization: `Bearer ${await sign('ES256', { acr })}`,
  });
  const weak = await ask('DELETE', await bearing('aal1'));
  const wanted = /^Bearer error="insufficient_user_authentication", .*acr_values="aal2"$/;
  check(
    `${name} asks for two steps`,
    weak.status === 401 && wanted.test(challenge(weak)),
    `${weak.status} ${challenge(weak)}`,
  );
  const strong = await ask('DELETE', await bearing('aal2'));
  check(`${name} is content with two steps`, strong.ok, String(strong.status));
}

buildClient();
await withPrograms(SERVERS, async (folder) => {
  const stub = await startStubIssuer();
  await checkAlgorithms(stub);
  await checkRules(stub, folder);
  stub.close();
  const server = await startDevServer();
  try {
    await checkOurTokens(server.url, folder);
  } finally {
    await server.stop();
  }
});
finish();
