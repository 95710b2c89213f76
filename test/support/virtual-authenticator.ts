import { Buffer } from 'node:buffer';
import { type Cbor, cbor, joined } from './cbor.ts';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';
/** COSE names of the algorithms (RFC 9053). */
export const COSE = { ES256: -7, EdDSA: -8, RS256: -257 } as const;
/** Flags of authenticator data (WebAuthn Level 3 §6.1). */
export const FLAGS = { UP: 1, UV: 4, BE: 8, BS: 16, AT: 64, ED: 128 } as const;

type Bytes = Uint8Array<ArrayBuffer>;
type CreationOptions = {
  rp: { id: string };
  user: { id: string };
  challenge: string;
  excludeCredentials?: { id: string }[];
};
type RequestOptions = { rpId: string; challenge: string; allowCredentials?: { id: string }[] };
type Json = Record<string, unknown>;

/** What an answer says other than an honest authenticator and browser would. */
export type Changes = {
  clientData?: Json;
  /** The whole of the client data, in place of JSON. */
  clientDataText?: string;
  rpId?: string;
  flags?: number;
  counter?: number;
  id?: Bytes;
  fmt?: string;
  attStmt?: Map<string, Cbor>;
  key?: (key: Map<number, Cbor>) => Map<number, Cbor>;
  authData?: (data: Bytes) => Bytes;
  attestationObject?: (object: Bytes) => Bytes;
  /** Whether the statement is self-attested: `packed` without a certificate. */
  selfAttested?: boolean;
  signature?: (signature: Bytes) => Bytes;
  userHandle?: string | null;
  /** Members of the JSON: of the credential, and of its `response`. */
  credential?: Json;
  response?: Json;
};

export const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const fromBase64Url = (text: string): Bytes =>
  new Uint8Array(Buffer.from(text, 'base64url'));
const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

export type Authenticator = Awaited<ReturnType<typeof createAuthenticator>>;
export type AuthenticatorTraits = {
  algorithm?: Algorithm;
  origin?: string;
  aaguid?: string;
  /** The first counter; 0 for one that does not count, as synced passkeys do not. */
  counter?: number;
  /** Flags beside user presence. */
  flags?: number;
  transports?: string[];
  /** One that was saved, in place of a new one. */
  saved?: SavedAuthenticator;
};
/** What an authenticator with an ES256 key is made of. */
export type SavedAuthenticator = {
  id: string;
  counter: number;
  userHandle: string;
  privateKey: JsonWebKey;
};

/**
 * An authenticator with one passkey, and the browser in front of it. It answers as told: `Changes`
 * says what else its answers should be.
 */
export async function createAuthenticator({
  algorithm = 'ES256',
  origin = 'https://auth.test',
  aaguid = '00000000-0000-0000-0000-000000000000',
  counter: first = 0,
  flags: always = FLAGS.UV | FLAGS.BE | FLAGS.BS,
  transports = ['internal', 'hybrid'],
  saved,
}: AuthenticatorTraits = {}) {
  const keys = await makeKeys(algorithm, saved?.privateKey);
  const credentialId =
    saved === undefined ? crypto.getRandomValues(new Uint8Array(32)) : fromBase64Url(saved.id);
  const state = { counter: saved?.counter ?? first, userHandle: saved?.userHandle ?? '' };

  const clientDataOf = (type: string, challenge: string, changes: Changes): Bytes =>
    utf8(
      changes.clientDataText ??
        JSON.stringify({ type, challenge, origin, crossOrigin: false, ...changes.clientData }),
    );

  async function dataOf(rpId: string, changes: Changes, rest: Bytes, extra = 0): Promise<Bytes> {
    const bytes = new DataView(new ArrayBuffer(5));
    bytes.setUint8(0, changes.flags ?? FLAGS.UP | always | extra);
    bytes.setUint32(1, changes.counter ?? state.counter);
    const hash = await sha256(utf8(changes.rpId ?? rpId));
    const data = joined(hash, new Uint8Array(bytes.buffer), rest);
    return changes.authData?.(data) ?? data;
  }

  const self = {
    /** The credential id, in base64url. */
    id: toBase64Url(credentialId),
    state,
    sign: keys.sign,

    /** What makes it anew elsewhere, by the trait `saved`. */
    save: async (): Promise<SavedAuthenticator> => ({
      id: toBase64Url(credentialId),
      ...state,
      privateKey: await keys.save(),
    }),

    async create(options: CreationOptions, changes: Changes = {}): Promise<Json> {
      const { id = credentialId } = changes;
      state.userHandle = options.user.id;
      const key = cbor(changes.key?.(keys.cose) ?? keys.cose);
      const model = new Uint8Array(Buffer.from(aaguid.replaceAll('-', ''), 'hex'));
      const attested = joined(model, [id.length >> 8, id.length & 255], id, key);
      const authData = await dataOf(options.rp.id, changes, attested, FLAGS.AT);
      const clientData = clientDataOf('webauthn.create', options.challenge, changes);
      const attStmt =
        changes.selfAttested === true
          ? new Map<string, Cbor>([
              ['alg', COSE[algorithm]],
              ['sig', await keys.sign(joined(authData, await sha256(clientData)))],
            ])
          : new Map<string, Cbor>();
      const fmt = changes.selfAttested === true ? 'packed' : 'none';
      const object = cbor(
        new Map<string, Cbor>([
          ['fmt', changes.fmt ?? fmt],
          ['attStmt', changes.attStmt ?? attStmt],
          ['authData', authData],
        ]),
      );
      return {
        id: toBase64Url(id),
        rawId: toBase64Url(id),
        type: 'public-key',
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
        response: {
          clientDataJSON: toBase64Url(clientData),
          attestationObject: toBase64Url(changes.attestationObject?.(object) ?? object),
          transports,
          ...changes.response,
        },
        ...changes.credential,
      };
    },

    async get(options: RequestOptions, changes: Changes = {}): Promise<Json> {
      if (state.counter > 0) state.counter++;
      const { id = credentialId, userHandle = state.userHandle } = changes;
      const authData = await dataOf(options.rpId, changes, joined());
      const clientData = clientDataOf('webauthn.get', options.challenge, changes);
      const signature = await keys.sign(joined(authData, await sha256(clientData)));
      return {
        id: toBase64Url(id),
        rawId: toBase64Url(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: toBase64Url(clientData),
          authenticatorData: toBase64Url(authData),
          signature: toBase64Url(changes.signature?.(signature) ?? signature),
          ...(userHandle === null ? {} : { userHandle }),
          ...changes.response,
        },
        ...changes.credential,
      };
    },
  };
  return self;
}

type Keys = {
  cose: Map<number, Cbor>;
  sign: (data: Bytes) => Promise<Bytes>;
  save: () => Promise<JsonWebKey>;
};

async function makeKeys(algorithm: Algorithm, saved?: JsonWebKey): Promise<Keys> {
  if (algorithm === 'ES256') return makeEcKeys(saved);
  return algorithm === 'EdDSA' ? makeEdKeys() : makeRsaKeys();
}

const saveKey = (pair: CryptoKeyPair) => async () =>
  (await crypto.subtle.exportKey('jwk', pair.privateKey)) as JsonWebKey;

const member = (jwk: JsonWebKey, name: 'x' | 'y' | 'n' | 'e') => fromBase64Url(jwk[name] ?? '');

async function makeEcKeys(saved?: JsonWebKey): Promise<Keys> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const made = async () =>
    ((await crypto.subtle.generateKey(curve, true, ['sign', 'verify'])) as CryptoKeyPair)
      .privateKey;
  const privateKey =
    saved === undefined
      ? await made()
      : await crypto.subtle.importKey('jwk', saved, curve, true, ['sign']);
  const jwk = (await crypto.subtle.exportKey('jwk', privateKey)) as JsonWebKey;
  const cose = new Map<number, Cbor>([
    [1, 2],
    [3, COSE.ES256],
    [-1, 1],
    [-2, member(jwk, 'x')],
    [-3, member(jwk, 'y')],
  ]);
  const hash = { name: 'ECDSA', hash: 'SHA-256' };
  const sign = async (data: Bytes) =>
    toDer(new Uint8Array(await crypto.subtle.sign(hash, privateKey, data)));
  return { cose, sign, save: async () => jwk };
}

async function makeEdKeys(): Promise<Keys> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign'])) as CryptoKeyPair;
  const jwk = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  const cose = new Map<number, Cbor>([
    [1, 1],
    [3, COSE.EdDSA],
    [-1, 6],
    [-2, member(jwk, 'x')],
  ]);
  const sign = async (data: Bytes) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, data));
  return { cose, sign, save: saveKey(pair) };
}

async function makeRsaKeys(): Promise<Keys> {
  const name = 'RSASSA-PKCS1-v1_5';
  const publicExponent = new Uint8Array([1, 0, 1]);
  const how = { name, hash: 'SHA-256', modulusLength: 2048, publicExponent };
  const pair = (await crypto.subtle.generateKey(how, true, ['sign'])) as CryptoKeyPair;
  const jwk = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  const cose = new Map<number, Cbor>([
    [1, 3],
    [3, COSE.RS256],
    [-1, member(jwk, 'n')],
    [-2, member(jwk, 'e')],
  ]);
  const sign = async (data: Bytes) =>
    new Uint8Array(await crypto.subtle.sign(name, pair.privateKey, data));
  return { cose, sign, save: saveKey(pair) };
}

/** Two numbers of one length as the DER of an ECDSA signature (RFC 3279 §2.2.3). */
export function toDer(raw: Bytes): Bytes {
  const half = raw.length / 2;
  const numbers = joined(derInteger(raw.slice(0, half)), derInteger(raw.slice(half)));
  return joined([0x30, numbers.length], numbers);
}

function derInteger(bytes: Bytes): Bytes {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? joined([0]) : bytes.slice(start);
  const positive = (digits[0] ?? 0) & 0x80 ? joined([0], digits) : digits;
  return joined([2, positive.length], positive);
}
