import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { wanted } from '../http.ts';
import { type Finding, type Invariant, judgeFaults, type World } from '../invariant.ts';
import { type Decoded, decode, signEs256, signHs256, signingInput, withParts } from '../jwt.ts';
import { API } from '../people.ts';
import { lastingSession } from './kept-sessions.ts';
import { mailedStep } from './second-step.ts';

/** The parts of a good access token. Never shown. */
async function partsOf(world: World): Promise<Decoded & { token: string }> {
  const { access: token } = await lastingSession(world);
  return { ...(decode(token) ?? { header: {}, payload: {} }), token };
}

const keysOf = async ({ call }: World): Promise<JsonWebKey[]> => {
  const { body } = wanted('jwks.json', await call('GET', '/.well-known/jwks.json'));
  return (body.keys ?? []) as JsonWebKey[];
};

/** Presents tokens as access tokens, wherever one is taken. */
async function present(world: World, forged: Record<string, string>): Promise<Finding> {
  const faults: string[] = [];
  const good = await world.call('GET', `${API}/me`, {
    token: (await lastingSession(world)).access,
  });
  wanted('me', good);
  for (const [name, token] of Object.entries(forged)) {
    const me = await world.call('GET', `${API}/me`, { token });
    const verify = await world.call('POST', `${API}/token/verify`, { body: { token } });
    if (me.status !== 401) faults.push(`${name}: me answered ${me.status}`);
    if (verify.status === 429) continue;
    if (verify.status !== 401 && verify.status !== 400)
      faults.push(`${name}: token/verify answered ${verify.status}`);
  }
  return judgeFaults(Object.keys(forged).length, 'forged tokens', faults);
}

async function algNone(world: World): Promise<Finding> {
  const { header, payload } = await partsOf(world);
  const bare = (alg: string) => `${signingInput({ header: { ...header, alg }, payload })}.`;
  const { token } = await partsOf(world);
  return present(world, {
    none: bare('none'),
    None: bare('None'),
    'none with a signature': withParts(token, { header: { alg: 'none' } }),
    'no algorithm': withParts(token, { header: { alg: undefined } }),
  });
}

async function publicKeyAsSecret(world: World): Promise<Finding> {
  const { header, payload } = await partsOf(world);
  const forged: Record<string, string> = {};
  for (const [index, jwk] of (await keysOf(world)).entries()) {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    const secrets = {
      pem,
      'pem, trimmed': pem.trim(),
      der: key.export({ type: 'spki', format: 'der' }),
      jwk: JSON.stringify(jwk),
      x: Buffer.from(String(jwk.x ?? jwk.n ?? ''), 'base64url'),
      empty: '',
    };
    const parts = { header: { ...header, alg: 'HS256', kid: jwk.kid }, payload };
    for (const [form, secret] of Object.entries(secrets))
      forged[`key ${index + 1} as ${form}`] = signHs256(parts, secret);
  }
  return present(world, forged);
}

async function otherKinds(world: World): Promise<Finding> {
  const { access, refresh } = await lastingSession(world);
  const mfa = await mailedStep(world).catch(() => null);
  const presented = {
    'a refresh token': refresh,
    ...(mfa === null ? {} : { 'an mfa_token': mfa.token }),
  };
  const { measured, pass } = await present(world, presented);
  const wrong = {
    'an access token': access,
    ...(mfa === null ? {} : { 'an mfa_token': mfa.token }),
  };
  const faults = pass === true ? [] : [measured];
  for (const [name, token] of Object.entries(wrong)) {
    const { status } = await world.call('POST', `${API}/token/refresh`, {
      body: { refresh: token },
    });
    if (status === 200) faults.push(`${name} refreshes`);
  }
  const body = { mfa_token: refresh, otp: '000000' };
  const step = await world.call('POST', `${API}/login/otp-verify`, { body });
  if (step.status === 200) faults.push('a refresh token as mfa_token');
  return judgeFaults(5, 'uses of another kind', faults);
}

async function altered(world: World): Promise<Finding> {
  const { token, payload } = await partsOf(world);
  const [head = '', body = '', signature = ''] = token.split('.');
  const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  const hour = Math.floor(Date.now() / 1000) + 3600;
  return present(world, {
    'another signature': `${head}.${body}.${turned}`,
    'half a signature': `${head}.${body}.${signature.slice(0, signature.length / 2)}`,
    'no signature': `${head}.${body}.`,
    'another user': withParts(token, { payload: { sub: crypto.randomUUID() } }),
    'another role': withParts(token, { payload: { roles: ['admin'] } }),
    'a longer life': withParts(token, { payload: { exp: hour, iat: payload.iat } }),
    'another typ': withParts(token, { header: { typ: 'rt+jwt' } }),
    'a plain typ': withParts(token, { header: { typ: 'JWT' } }),
  });
}

async function keyGames(world: World): Promise<Finding> {
  const { header, payload } = await partsOf(world);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = (await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const jwk = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'probe' };
  const signed = (change: object) =>
    signEs256({ header: { ...header, alg: 'ES256', ...change }, payload }, pair.privateKey);
  const hs256 = (kid: string) =>
    signHs256({ header: { ...header, alg: 'HS256', kid }, payload }, '');
  const jku = 'https://probe-attacker.example/jwks.json';
  return present(world, {
    'a strange key under a known kid': await signed({}),
    'a strange key without kid': await signed({ kid: undefined }),
    'a strange key in the header': await signed({ jwk, kid: 'probe' }),
    'a strange key by jku': await signed({ jku, kid: 'probe' }),
    'a kid that is a path': hs256('../../../../dev/null'),
    'a kid that is a statement': hs256("' union select '' --"),
  });
}

export const confusionInvariants: Invariant[] = [
  { name: 'token-alg-none', expected: 'refused', measure: algNone },
  { name: 'token-public-key-as-secret', expected: 'refused', measure: publicKeyAsSecret },
  { name: 'token-kinds', expected: 'no kind passes for another', measure: otherKinds },
  { name: 'token-altered', expected: 'refused', measure: altered },
  { name: 'token-key-games', expected: 'refused', measure: keyGames },
];
