import { describe, expect, it, vi } from 'vitest';
import { MINUTE } from '../../src/shared/clock.ts';
import { type Cbor, cbor, joined } from '../support/cbor.ts';
import {
  addPasskey,
  askToSignIn,
  offerPasskey,
  PASSKEYS,
  presentPasskey,
  tryPasskey,
} from '../support/passkeys.ts';
import { as, newcomer, refusal, signIn, tokensIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import {
  type Changes,
  createAuthenticator,
  FLAGS,
  fromBase64Url,
  toBase64Url,
  toDer,
} from '../support/virtual-authenticator.ts';

// The tables of the specification's ceremonies (WebAuthn Level 3 §7.1, §7.2), and what went wrong
// in other relying parties. Each row changes one thing.

const { UP, UV, BE, BS, AT, ED } = FLAGS;
const HONEST = UP | UV | BE | BS;

/** What a page or app of another origin, or in a frame, makes. */
const CLIENT_DATA: Record<string, Changes> = {
  'origin with a slash': { clientData: { origin: 'https://auth.test/' } },
  'origin with a port': { clientData: { origin: 'https://auth.test:8443' } },
  'origin with a prefix': { clientData: { origin: 'https://evil-auth.test' } },
  'origin of a sub-domain': { clientData: { origin: 'https://a.auth.test' } },
  'origin of a parent domain': { clientData: { origin: 'https://test' } },
  'origin over http': { clientData: { origin: 'http://auth.test' } },
  'origin in upper case': { clientData: { origin: 'https://AUTH.test' } },
  'origin of an unknown app': { clientData: { origin: `android:apk-key-hash:${'a'.repeat(43)}` } },
  'no origin': { clientData: { origin: undefined } },
  'origins in a list': { clientData: { origin: ['https://auth.test'] } },
  'another type': { clientData: { type: 'payment.get' } },
  'no type': { clientData: { type: undefined } },
  'a challenge cut short': { clientData: { challenge: 'AAAA' } },
  'no challenge': { clientData: { challenge: undefined } },
  'a challenge of zeros': { clientData: { challenge: toBase64Url(new Uint8Array(54)) } },
  'in a frame of another origin': { clientData: { crossOrigin: true } },
  'in a frame, with its page': {
    clientData: { crossOrigin: true, topOrigin: 'https://evil.test' },
  },
  'in a frame of our own': { clientData: { crossOrigin: true, topOrigin: 'https://auth.test' } },
  'a page above it that is no frame': { clientData: { topOrigin: 'https://evil.test' } },
  'cross-origin as a text': { clientData: { crossOrigin: 'false' } },
  'no JSON': { clientDataText: 'type=webauthn.get' },
  'JSON that is no object': { clientDataText: '[]' },
  'an empty object': { clientDataText: '{}' },
};

const AUTHENTICATOR_DATA: Record<string, Changes> = {
  'RP id of another': { rpId: 'evil.test' },
  'RP id of a parent': { rpId: 'test' },
  'RP id with a dot': { rpId: 'auth.test.' },
  'nobody present': { flags: HONEST & ~UP },
  'nobody verified': { flags: HONEST & ~UV },
  'backed up though it cannot be': { flags: HONEST & ~BE },
  'extensions announced, none there': { flags: HONEST | ED },
  'bytes left over': { authData: (data) => joined(data, [0]) },
  'bytes missing': { authData: (data) => data.slice(0, 36) },
};

/** Other flags of a registration go with the passkey in the data. */
const withKey = (rows: Record<string, Changes>): Record<string, Changes> =>
  Object.fromEntries(
    Object.entries(rows).map(([row, { flags, ...changes }]) => [
      row,
      flags === undefined ? changes : { ...changes, flags: flags | AT },
    ]),
  );

const replacing = (changes: [number, Cbor | undefined][]) => (key: Map<number, Cbor>) => {
  const replaced = new Map(key);
  for (const [label, value] of changes)
    if (value === undefined) replaced.delete(label);
    else replaced.set(label, value);
  return replaced;
};
const bytes = (length: number, fill = 0) => new Uint8Array(length).fill(fill);

const KEYS: Record<string, Changes> = {
  'ES384, which was not offered': { key: replacing([[3, -35]]) },
  'PS256, which was not offered': { key: replacing([[3, -37]]) },
  'RS1, which was not offered': { key: replacing([[3, -65535]]) },
  'ML-DSA-44, which was not offered': { key: replacing([[3, -48]]) },
  'no algorithm': { key: replacing([[3, undefined]]) },
  'an algorithm as a text': { key: replacing([[3, 'ES256']]) },
  'an algorithm of another kind of key': { key: replacing([[3, -257]]) },
  'another kind of key': { key: replacing([[1, 3]]) },
  'a wrong curve': { key: replacing([[-1, 2]]) },
  'no curve': { key: replacing([[-1, undefined]]) },
  'a point off the curve': { key: replacing([[-3, bytes(32, 7)]]) },
  'the point zero': {
    key: replacing([
      [-2, bytes(32)],
      [-3, bytes(32)],
    ]),
  },
  'a short coordinate': { key: replacing([[-2, bytes(31, 1)]]) },
  'a long coordinate': { key: replacing([[-2, bytes(33, 1)]]) },
  'a coordinate as a text': { key: replacing([[-2, 'x']]) },
  'no coordinate': { key: replacing([[-3, undefined]]) },
  'an RSA key of 1024 bits': {
    key: () =>
      new Map<number, Cbor>([
        [1, 3],
        [3, -257],
        [-1, bytes(128, 255)],
        [-2, joined([1, 0, 1])],
      ]),
  },
  'an RSA key of 8192 bits': {
    key: () =>
      new Map<number, Cbor>([
        [1, 3],
        [3, -257],
        [-1, bytes(1024, 255)],
        [-2, joined([1, 0, 1])],
      ]),
  },
  'an RSA key whose exponent is one': {
    key: () =>
      new Map<number, Cbor>([
        [1, 3],
        [3, -257],
        [-1, bytes(256, 255)],
        [-2, joined([1])],
      ]),
  },
  'an Ed25519 key that is short': {
    key: () =>
      new Map<number, Cbor>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(31, 1)],
      ]),
  },
  'X25519 in place of Ed25519': {
    key: () =>
      new Map<number, Cbor>([
        [1, 1],
        [3, -8],
        [-1, 4],
        [-2, bytes(32, 1)],
      ]),
  },
};

const statement = (...members: [string, Cbor][]) => new Map<string, Cbor>(members);
const X5C: [string, Cbor] = ['x5c', [bytes(400, 48)]];

const FORMATS: Record<string, Changes> = {
  'none with a statement': { attStmt: statement(['alg', -7]) },
  'packed without one': { fmt: 'packed' },
  'packed with certificates': {
    fmt: 'packed',
    attStmt: statement(['alg', -7], ['sig', bytes(70, 1)], X5C),
  },
  'packed with an empty list of them': {
    fmt: 'packed',
    attStmt: statement(['alg', -7], ['sig', bytes(70, 1)], ['x5c', []]),
  },
  'packed with ECDAA': {
    fmt: 'packed',
    attStmt: statement(['alg', -7], ['sig', bytes(70, 1)], ['ecdaaKeyId', bytes(16)]),
  },
  'packed with a wrong signature': {
    fmt: 'packed',
    attStmt: statement(['alg', -7], ['sig', toDer(bytes(64, 1))]),
  },
  'packed with another algorithm': {
    fmt: 'packed',
    attStmt: statement(['alg', -257], ['sig', toDer(bytes(64, 1))]),
  },
  'fido-u2f': { fmt: 'fido-u2f', attStmt: statement(['sig', bytes(70, 1)], X5C) },
  tpm: { fmt: 'tpm', attStmt: statement(['ver', '2.0'], ['alg', -257], ['sig', bytes(9)], X5C) },
  'android-key': {
    fmt: 'android-key',
    attStmt: statement(['alg', -7], ['sig', bytes(70, 1)], X5C),
  },
  'android-safetynet': {
    fmt: 'android-safetynet',
    attStmt: statement(['ver', '1'], ['response', bytes(9)]),
  },
  apple: { fmt: 'apple', attStmt: statement(X5C) },
  compound: { fmt: 'compound' },
  'an unknown format': { fmt: 'NONE' },
  'bytes after the object': { attestationObject: (object) => joined(object, [0xf6]) },
  'an object cut short': { attestationObject: (object) => object.slice(0, -1) },
  'no object': { attestationObject: () => joined() },
  'another kind of CBOR': { attestationObject: () => cbor('none') },
};

const IDS: Record<string, Changes> = {
  'an id of 1024 bytes': { id: bytes(1024, 1) },
  'no id': { id: joined() },
  'an id that is not in the data': {
    credential: { id: toBase64Url(bytes(32, 9)), rawId: toBase64Url(bytes(32, 9)) },
  },
  'another raw id': { credential: { rawId: toBase64Url(bytes(32, 9)) } },
  'an id with padding': { credential: { id: 'AAA=', rawId: 'AAA=' } },
  'an id in base64': { credential: { id: '+/+/', rawId: '+/+/' } },
  'another type of credential': { credential: { type: 'password' } },
};

/** Members of an answer, each missing, empty and of another type. */
const structureOf = (members: string[]): Record<string, Changes> =>
  Object.fromEntries(
    members.flatMap((name) =>
      [undefined, '', 7, {}, ['x'], 'no base64!', 'AAA='].map((value) => [
        `${name}: ${JSON.stringify(value)}`,
        name.startsWith('response.')
          ? { response: { [name.slice('response.'.length)]: value } }
          : { credential: { [name]: value } },
      ]),
    ),
  );

async function countPasskeys(app: TestApp, by: { access_token: string }): Promise<number> {
  const { passkeys } = await (await app.auth.passkeys.$get({}, as(by))).json();
  return passkeys.length;
}

/** Tries each row, and returns what came out of it: `refused`, or what happened instead. */
async function outcomes(
  rows: Record<string, Changes>,
  attempt: (changes: Changes) => Promise<Response>,
  expected: [number, string],
): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  for (const [row, changes] of Object.entries(rows)) {
    const [status, code] = await refusal(await attempt(changes));
    seen[row] = status === expected[0] && code === expected[1] ? 'refused' : [status, code];
  }
  return seen;
}
const allRefused = (rows: object) =>
  Object.fromEntries(Object.keys(rows).map((row) => [row, 'refused']));

describe('a new passkey', () => {
  it.each<[string, Record<string, Changes>]>([
    ['client data', { ...CLIENT_DATA, 'a sign-in': { clientData: { type: 'webauthn.get' } } }],
    [
      'authenticator data',
      {
        ...withKey(AUTHENTICATOR_DATA),
        'passkey not announced': { flags: HONEST },
        'no bytes': { authData: () => joined() },
      },
    ],
    ['keys', KEYS],
    ['formats', FORMATS],
    ['ids', IDS],
    [
      'structure',
      structureOf([
        'id',
        'rawId',
        'type',
        'response',
        'response.clientDataJSON',
        'response.attestationObject',
      ]),
    ],
  ])('is refused for any fault in its %s, and nothing is kept', async (_, rows) => {
    const app = createTestApp();
    const person = await newcomer(app);
    const fetched = vi.spyOn(globalThis, 'fetch');
    const authenticator = await createAuthenticator();
    const attempt = (changes: Changes) => offerPasskey(app, person, authenticator, changes);
    const seen = await outcomes(rows, attempt, [400, 'validation_error']);
    expect(seen).toEqual(allRefused(rows));
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
    expect(await countPasskeys(app, person)).toBe(0);
    expect((await attempt({})).status).toBe(201);
  });

  it('may name transports that nobody knows, or none, and its own extensions', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const odd = ['cable', 'x'.repeat(33), ...Array.from({ length: 20 }, (_, at) => `t${at}`)];
    const authenticator = await createAuthenticator();
    const made = await offerPasskey(app, person, authenticator, {
      response: { transports: odd },
      credential: { clientExtensionResults: { credProps: { rk: true }, other: 1 } },
    });
    expect(made.status).toBe(201);
    app.advance(1);
    const none = { response: { transports: undefined } };
    const strong = await tokensIn(await tryPasskey(app, authenticator));
    const bare = await offerPasskey(app, strong, await createAuthenticator(), none);
    expect(bare.status).toBe(201);
    const { passkeys } = await (await app.auth.passkeys.$get({}, as(person))).json();
    app.advance(1);
    const unsaid = { response: { transports: null } };
    const nullish = await offerPasskey(app, strong, await createAuthenticator(), unsaid);
    expect(nullish.status).toBe(201);
    expect(passkeys.map(({ transports }) => transports)).toEqual([
      ['cable', ...Array.from({ length: 9 }, (_, at) => `t${at}`)],
      [],
    ]);
  });

  it('is of one account: nobody else can register its id', async () => {
    const app = createTestApp();
    const [ada, eve] = [await newcomer(app), await newcomer(app)];
    const { authenticator } = await addPasskey(app, ada);
    const copy = await createAuthenticator();
    const strong = await tokensIn(await tryPasskey(app, authenticator));
    for (const person of [eve, strong]) {
      const stolen = await offerPasskey(app, person, copy, { id: fromBase64Url(authenticator.id) });
      expect(await refusal(stolen)).toEqual([400, 'validation_error']);
    }
    expect(await countPasskeys(app, eve)).toBe(0);
    const signedIn = await tryPasskey(app, authenticator);
    expect((await signedIn.json()) as object).toMatchObject({ user: { id: ada.user.id } });
  });

  it('belongs to one account even if two register it at once', async () => {
    const app = createTestApp();
    const people = await Promise.all(Array.from({ length: 4 }, () => newcomer(app)));
    const authenticator = await createAuthenticator();
    const tries = people.map((person) => offerPasskey(app, person, authenticator));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 400, 400, 400]);
    const counts = await Promise.all(people.map((person) => countPasskeys(app, person)));
    expect(counts.sort()).toEqual([0, 0, 0, 1]);
  });

  it('needs the options of this session and account, once and in time', async () => {
    const app = createTestApp();
    const [ada, eve] = [await newcomer(app), await newcomer(app)];
    const other = await signIn(app, ada.email);
    const authenticator = await createAuthenticator();
    type Options = Parameters<typeof authenticator.create>[0];
    const ask = async (by: typeof other) =>
      (await (await app.auth.passkeys.register.options.$post({}, as(by))).json()) as Options;
    const send = (by: typeof other, credential: unknown) =>
      app.post(`${PASSKEYS}/register`, { credential }, as(by).headers);

    const credential = await authenticator.create(await ask(ada));
    for (const by of [eve, other])
      expect(await refusal(await send(by, credential))).toEqual([400, 'validation_error']);
    const late = await authenticator.create(await ask(ada));
    app.advance(5 * MINUTE);
    expect(await refusal(await send(ada, late))).toEqual([400, 'validation_error']);
    const { challenge } = await askToSignIn(app);
    const foreign = await authenticator.create({ ...(await ask(ada)), challenge });
    expect(await refusal(await send(ada, foreign))).toEqual([400, 'validation_error']);

    const right = await authenticator.create(await ask(ada));
    const raced = await Promise.all(Array.from({ length: 5 }, () => send(ada, right)));
    expect(raced.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
    expect(await countPasskeys(app, ada)).toBe(1);
  });
});

/** Signatures that are none (CVE-2022-21449 among them). */
const zeros = (r: number, s: number) => () => toDer(joined(bytes(31), [r], bytes(31), [s]));
const SIGNATURES: Record<string, Changes> = {
  'a signature with a bit turned': {
    signature: (der) => der.map((byte, at) => (at === der.length - 1 ? byte ^ 1 : byte)),
  },
  'a signature with bytes after it': { signature: (der) => joined(der, [0]) },
  'a signature cut short': { signature: (der) => der.slice(0, -1) },
  'r and s zero': { signature: zeros(0, 0) },
  'r zero': { signature: zeros(0, 1) },
  's zero': { signature: zeros(1, 0) },
  'r and s one': { signature: zeros(1, 1) },
  'r and s of the order': {
    signature: () =>
      toDer(
        joined(
          ...Array.from({ length: 2 }, () =>
            Uint8Array.fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
          ),
        ),
      ),
  },
  'a signature that is not DER': { signature: () => bytes(64, 1) },
  'a signature in a longer form': {
    signature: (der) => joined([0x30, 0x81], der.slice(1)),
  },
  'an integer with a zero too many': {
    signature: (der) => joined([0x30, (der[1] ?? 0) + 1, 2, (der[3] ?? 0) + 1, 0], der.slice(4)),
  },
  'a sequence of nothing': { signature: () => joined([0x30, 0]) },
};

const HANDLES: Record<string, Changes> = {
  'no user handle': { userHandle: null },
  'the handle of nobody': { userHandle: toBase64Url(bytes(16, 1)) },
  'the handle as a text': { userHandle: toBase64Url(new TextEncoder().encode('0190f5a4')) },
};

describe('a proof by passkey', () => {
  it.each<[string, Record<string, Changes>]>([
    ['client data', { ...CLIENT_DATA, 'a creation': { clientData: { type: 'webauthn.create' } } }],
    [
      'authenticator data',
      {
        ...AUTHENTICATOR_DATA,
        'another kind of passkey than was registered': { flags: UP | UV },
        'a passkey announced, none there': { flags: HONEST | AT },
      },
    ],
    ['signature', SIGNATURES],
    ['user handle', HANDLES],
    ['id', { 'an unknown passkey': { id: bytes(32, 3) }, 'a short id': { id: bytes(1) } }],
  ])('is refused for any fault in its %s, all alike', async (_, rows) => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app), { counter: 1 });
    const bodies = new Set<string>();
    const attempt = async (changes: Changes) => {
      const response = await tryPasskey(app, authenticator, changes);
      const { request_id, ...body } = (await response.clone().json()) as { request_id: string };
      bodies.add(JSON.stringify(body));
      return response;
    };
    const seen = await outcomes(rows, attempt, [401, 'invalid_credentials']);
    expect(seen).toEqual(allRefused(rows));
    expect(bodies.size).toBe(1);
    expect((await attempt({})).status).toBe(200);
  });

  it('is refused for any fault in its structure', async () => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app));
    const rows: Record<string, Changes> = {
      ...structureOf([
        'id',
        'rawId',
        'type',
        'response',
        'response.clientDataJSON',
        'response.authenticatorData',
        'response.signature',
      ]),
      'another raw id': { credential: { rawId: toBase64Url(bytes(32, 9)) } },
      'a user handle that is a number': { response: { userHandle: 7 } },
      'a user handle of 65 bytes and more': { userHandle: toBase64Url(bytes(70)) },
    };
    const attempt = (changes: Changes) => tryPasskey(app, authenticator, changes);
    const seen = await outcomes(rows, attempt, [400, 'validation_error']);
    expect(seen).toEqual(allRefused(rows));
  });

  it('counts for its own account: the handle, the key and the id of another do not', async () => {
    const app = createTestApp();
    const [ada, eve] = [await newcomer(app), await newcomer(app)];
    const { authenticator: hers } = await addPasskey(app, ada);
    const { authenticator: mine } = await addPasskey(app, eve);
    const refused = [401, 'invalid_credentials'];
    const handle = { userHandle: hers.state.userHandle };
    expect(await refusal(await tryPasskey(app, mine, handle))).toEqual(refused);
    const id = { id: fromBase64Url(hers.id) };
    expect(await refusal(await tryPasskey(app, mine, id))).toEqual(refused);
    expect(await refusal(await tryPasskey(app, mine, { ...id, ...handle }))).toEqual(refused);
    const mixed = { userHandle: mine.state.userHandle };
    expect(await refusal(await tryPasskey(app, hers, mixed))).toEqual(refused);
  });

  it('needs the options of this browser, of a sign-in, and in time', async () => {
    const app = createTestApp();
    const person = await newcomer(app);
    const { authenticator } = await addPasskey(app, person);
    const refused = [401, 'invalid_credentials'];
    const [mine, others] = [await askToSignIn(app), await askToSignIn(app)];
    const credential = await authenticator.get(mine);
    expect(await refusal(await presentPasskey(app, credential))).toEqual(refused);
    const foreign = await presentPasskey(app, credential, others.challenge_token);
    expect(await refusal(foreign)).toEqual(refused);
    const strong = await tokensIn(await tryPasskey(app, authenticator));
    expect(strong.user.id).toBe(person.user.id);
    const asked = await app.auth.passkeys.register.options.$post({}, as(strong));
    const { challenge } = await asked.json();
    const registering = await authenticator.get({ ...mine, challenge });
    expect(await refusal(await presentPasskey(app, registering, mine.challenge_token))).toEqual(
      refused,
    );
    app.advance(5 * MINUTE);
    expect(await refusal(await presentPasskey(app, credential, mine.challenge_token))).toEqual(
      refused,
    );
  });

  it('goes by its settings, whatever Host and Origin say', async () => {
    const app = createTestApp();
    const { authenticator } = await addPasskey(app, await newcomer(app));
    const evil = 'https://evil.test';
    const options = await askToSignIn(app);
    const credential = await authenticator.get(options, { clientData: { origin: evil } });
    const headers = { Origin: evil, Host: 'evil.test', 'X-Forwarded-Host': 'evil.test' };
    const { challenge_token: token } = options;
    expect(await refusal(await presentPasskey(app, credential, token, { headers }))).toEqual([
      401,
      'invalid_credentials',
    ]);
    const honest = await authenticator.get(options);
    expect((await presentPasskey(app, honest, token, { headers })).status).toBe(200);
  });
});
