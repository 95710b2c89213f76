import { env } from 'cloudflare:workers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { judgeAssertion } from '../../src/oauth/clients/client-assertion.ts';
import { digestOfSecret, isSecretOf } from '../../src/oauth/clients/client-secret.ts';
import { brokenDatabase, hookedDatabase, unwritableDatabase } from '../support/faults.ts';
import { CALLBACK, clientIn, clientsBy, official } from '../support/oauth-clients.ts';
import { as, newcomer, refusal, signIn } from '../support/people.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

/** The point of RFC 7515 §A.3.1. */
const EC_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const JWT = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [EC_KEY] } };

type Row = { secrets: string; disabled_at: number | null } & Record<string, unknown>;
const rows = async () =>
  (await env.DB.prepare('select * from oauth_clients order by created_at, id').all<Row>()).results;
const events = async () => {
  const query = `select type, user_id, actor_id, metadata from audit_events
    where type like 'admin.client%' order by id`;
  return (await env.DB.prepare(query).all<Record<string, string>>()).results;
};
const findClient = (app: TestApp, id: string) => app.servicesWith(() => undefined).findClient(id);

/** The service with an administrator, and a client of theirs. */
async function withClient(body: object = {}) {
  const app = createTestApp();
  const admin = await official(app, 'admin');
  const clients = clientsBy(app, admin);
  const client = await clientIn(await clients.register(body));
  return { app, admin, clients, client, id: client.client_id };
}

describe('registering a client', () => {
  it('takes a name and a redirect URI, and gives the rest its defaults', async () => {
    const { client } = await withClient();
    expect(client).toEqual({
      client_id: expect.stringMatching(/^c-[\da-f]{24}$/),
      client_name: 'App',
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uris: [CALLBACK],
      post_logout_redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      jwks: null,
      scope: 'openid profile email offline_access',
      id_token_signed_response_alg: 'RS256',
      backchannel_logout_uri: null,
      first_party: false,
      require_pkce: true,
      require_pushed_authorization_requests: false,
      dpop_bound_access_tokens: false,
      claims_in_id_token: false,
      lenient_assertion_audience: false,
      access_token_ttl: null,
      refresh_token_ttl: null,
      secrets: [{ created_at: expect.any(String) }],
      disabled_at: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
  });

  it('takes all that can be said of it', async () => {
    const said = {
      client_name: 'Shop',
      redirect_uris: [CALLBACK, 'http://127.0.0.1/cb', 'com.example.app:/cb'],
      post_logout_redirect_uris: ['https://app.example.com/'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'account openid  roles',
      id_token_signed_response_alg: 'ES256',
      backchannel_logout_uri: 'https://app.example.com/logout',
      first_party: true,
      require_pkce: false,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      claims_in_id_token: true,
      lenient_assertion_audience: true,
      access_token_ttl: 60,
      refresh_token_ttl: 7_776_000,
    };
    const { client, clients, id } = await withClient({ ...said, unknown_field: 'ignored' });
    expect(client).toMatchObject({ ...said, scope: 'openid roles account' });
    const { client_secret: _, ...shown } = client;
    expect(await clientIn(await clients.view(id))).toEqual(shown);
  });

  it('shows the secret once, and keeps only its digest', async () => {
    const { app, clients, client, id } = await withClient();
    const secret = client.client_secret ?? '';
    const shown = [await clients.view(id), await clients.list(), await clients.change(id, {})];
    const texts = await Promise.all(shown.map((answer) => answer.text()));
    for (const text of [...texts, JSON.stringify(await rows()), JSON.stringify(app.logs)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('client_secret":');
    }
    for (const text of texts) expect(text).not.toContain(digestOfSecret(id, secret));
    const stored = await findClient(app, id);
    expect(isSecretOf(id, stored?.secrets ?? [], secret)).toBe(true);
    expect(isSecretOf(id, stored?.secrets ?? [], `${secret}x`)).toBe(false);
    expect(isSecretOf('c-other', stored?.secrets ?? [], secret)).toBe(false);
  });

  it('gives no secret to a client that has no use for one', async () => {
    for (const body of [{ token_endpoint_auth_method: 'none' }, JWT]) {
      const { client } = await withClient(body);
      expect(client).toMatchObject({ secrets: [] });
      expect(client).not.toHaveProperty('client_secret');
    }
    expect((await rows()).map(({ secrets }) => secrets)).toEqual(['[]', '[]']);
  });

  it('keeps public keys as they are', async () => {
    const { publicKey } = await generateKeyPair('PS256', { extractable: true });
    const rsa = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'PS256' };
    // The key of RFC 8037 §A.2.
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const keys = [rsa, { kty: 'OKP', crv: 'Ed25519', x, kid: 'two' }, EC_KEY];
    const { client } = await withClient({ ...JWT, jwks: { keys } });
    expect(client.jwks).toEqual({ keys });
  });

  it('takes a public key as WebCrypto exports it', async () => {
    const ways = [
      { name: 'Ed25519' },
      { name: 'ECDSA', namedCurve: 'P-256' },
      {
        name: 'RSA-PSS',
        hash: 'SHA-256',
        modulusLength: 2048,
        publicExponent: Uint8Array.of(1, 0, 1),
      },
    ];
    const { app, clients } = await withClient();
    for (const way of ways) {
      const pair = (await crypto.subtle.generateKey(way, true, [
        'sign',
        'verify',
      ])) as CryptoKeyPair;
      const key = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
      // Node names the algorithm of such a key by RFC 9864.
      const jwks = { keys: [key.kty === 'OKP' ? { ...key, alg: 'Ed25519' } : key] };
      const answer = await clients.register({ ...JWT, jwks });
      expect([way.name, answer.status]).toEqual([way.name, 201]);
      const client = await findClient(app, (await clientIn(answer)).client_id);
      const id = client?.id ?? '';
      const issuer = 'https://auth.test';
      const seconds = Math.floor(app.clock() / 1000);
      const alg = way.name === 'Ed25519' ? 'Ed25519' : way.name === 'ECDSA' ? 'ES256' : 'PS256';
      const assertion = await new SignJWT({ jti: 'one', exp: seconds + 60 })
        .setProtectedHeader({ alg })
        .setIssuer(id)
        .setSubject(id)
        .setAudience(issuer)
        .sign(pair.privateKey);
      const reader = { issuer, tokenEndpoint: `${issuer}/oauth/token` };
      const judged = client && { assertion, client, now: app.clock() };
      expect(judged && (await judgeAssertion(reader, judged))).toMatchObject({ kind: 'good' });
    }
  });
});

const TOO_MANY = Array.from({ length: 21 }, (_, n) => `https://app.example.com/${n}`);
const withKey = (key: object) => ({ ...JWT, jwks: { keys: [key] } });

/** What is refused, with the field that the refusal names. */
const REFUSED: [string, object][] = [
  ['client_name', { client_name: '' }],
  ['client_name', { client_name: 'x'.repeat(81) }],
  ['client_name', { client_name: null }],
  ['redirect_uris', { redirect_uris: [] }],
  ['redirect_uris', { redirect_uris: null }],
  ['redirect_uris', { redirect_uris: [CALLBACK, CALLBACK] }],
  ['redirect_uris', { redirect_uris: TOO_MANY }],
  ['redirect_uris.1', { redirect_uris: [CALLBACK, 'http://app.example.com/'] }],
  ['redirect_uris.0', { redirect_uris: ['javascript:alert(1)'] }],
  ['redirect_uris.0', { redirect_uris: ['https://*.example.com/'] }],
  ['redirect_uris.0', { redirect_uris: [`${CALLBACK}#fragment`] }],
  ['redirect_uris.0', { redirect_uris: ['https:evil.example'] }],
  // Answers would have them twice.
  ['redirect_uris.0', { redirect_uris: [`${CALLBACK}?iss=https://evil.example`] }],
  ['redirect_uris.0', { redirect_uris: [`${CALLBACK}?a=b&code=x`] }],
  ['redirect_uris.0', { redirect_uris: ['http://127.0.0.1/cb?state'] }],
  ['redirect_uris.0', { redirect_uris: ['com.example.app:/cb?err%6Fr=x'] }],
  ['redirect_uris.0', { redirect_uris: [`${CALLBACK}?error_description=x`] }],
  ['post_logout_redirect_uris.0', { post_logout_redirect_uris: [`${CALLBACK}?state=x`] }],
  ['post_logout_redirect_uris.0', { post_logout_redirect_uris: ['data:text/html,x'] }],
  ['token_endpoint_auth_method', { token_endpoint_auth_method: 'client_secret_jwt' }],
  ['scope', { scope: '' }],
  ['scope.1', { scope: 'openid everything' }],
  ['scope', { scope: 'openid account' }],
  ['id_token_signed_response_alg', { id_token_signed_response_alg: 'HS256' }],
  ['id_token_signed_response_alg', { id_token_signed_response_alg: 'none' }],
  ['id_token_signed_response_alg', { id_token_signed_response_alg: 'EdDSA' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'http://app.example.com/' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'https://10.0.0.1/' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'https://[fd00::1]/' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'https://localhost/' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'https://db.internal/' }],
  ['backchannel_logout_uri', { backchannel_logout_uri: 'com.example.app:/out' }],
  ['require_pkce', { token_endpoint_auth_method: 'none', require_pkce: false }],
  ['first_party', { first_party: 'yes' }],
  ['access_token_ttl', { access_token_ttl: 59 }],
  ['access_token_ttl', { access_token_ttl: 3601 }],
  ['access_token_ttl', { access_token_ttl: 60.5 }],
  ['refresh_token_ttl', { refresh_token_ttl: 3599 }],
  ['refresh_token_ttl', { refresh_token_ttl: 7_776_001 }],
  ['jwks', { token_endpoint_auth_method: 'private_key_jwt' }],
  ['jwks', { jwks: { keys: [EC_KEY] } }],
  ['jwks.keys', { ...JWT, jwks: { keys: [] } }],
  [
    'jwks.keys',
    {
      ...JWT,
      jwks: {
        keys: [
          { ...EC_KEY, kid: 'a' },
          { ...EC_KEY, kid: 'a' },
        ],
      },
    },
  ],
  ['jwks.keys.0', withKey({ ...EC_KEY, y: EC_KEY.x })],
  ['jwks.keys.0', withKey({ ...EC_KEY, d: 'a-private-member' })],
  ['jwks.keys.0', withKey({ kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB', p: 'a-private-member' })],
  ['jwks.keys.0.n', withKey({ kty: 'RSA', n: 'n'.repeat(171), e: 'AQAB' })],
  ['jwks.keys.0.kty', withKey({ kty: 'oct', k: 'a-private-member' })],
  ['jwks.keys.0.crv', withKey({ ...EC_KEY, crv: 'P-384' })],
  ['jwks.keys.0.use', withKey({ ...EC_KEY, use: 'enc' })],
  ['jwks.keys.0.key_ops.0', withKey({ ...EC_KEY, key_ops: ['sign'] })],
];

describe('what cannot be registered', () => {
  it('is refused by name, leaves nothing behind, and can be no change either', async () => {
    const { app, clients, id } = await withClient();
    const before = [await rows(), await events()];
    for (const [field, body] of REFUSED) {
      const isGone = Object.values(body).includes(null);
      const answers = [
        await clients.register(body),
        // Null means that nothing was said.
        ...(isGone ? [] : [await clients.change(id, body)]),
      ];
      for (const answer of answers) {
        const text = await answer.text();
        const { code, errors } = JSON.parse(text) as { code: string; errors: { field: string }[] };
        expect([answer.status, code], text).toEqual([400, 'validation_error']);
        expect(
          errors.map((one) => one.field),
          JSON.stringify(body),
        ).toContain(field);
        expect(text).not.toContain('a-private-member');
      }
    }
    expect([await rows(), await events()]).toEqual(before);
    expect(JSON.stringify(app.logs)).not.toContain('a-private-member');
  });
});

describe('who may do what', () => {
  it('lets staff look, admins change, and others neither', async () => {
    const { app, client, id } = await withClient();
    const { client_secret: _, ...shown } = client;
    const staff = clientsBy(app, await official(app, 'staff'));
    expect(await (await staff.list()).json()).toEqual({ clients: [shown] });
    expect(await clientIn(await staff.view(id))).toEqual(shown);
    const user = clientsBy(app, await newcomer(app));
    const before = [await rows(), await events()];
    const writes = [staff, user].flatMap((by) => [
      () => by.register(),
      () => by.change(id, { disabled: true }),
      () => by.rotate(id),
      () => by.remove(id),
    ]);
    for (const ask of [...writes, () => user.list(), () => user.view(id)])
      expect(await refusal(await ask())).toEqual([403, 'forbidden']);
    expect([await rows(), await events()]).toEqual(before);
  });

  it('wants a fresh proof for every change', async () => {
    const { app, admin, clients, id } = await withClient();
    app.advance(11 * 60_000);
    for (const answer of [
      await clients.register(),
      await clients.change(id, { disabled: true }),
      await clients.rotate(id),
      await clients.remove(id),
    ])
      expect(await refusal(answer)).toEqual([403, 'reauthentication_required']);
    expect((await clients.view(id)).status).toBe(200);
    const again = clientsBy(app, await signIn(app, admin.email));
    expect((await again.remove(id)).status).toBe(200);
  });

  it('lists clients in the order of their registration', async () => {
    const { app, clients, id } = await withClient();
    app.advance(1000);
    const second = await clientIn(await clients.register({ client_name: 'Second' }));
    const { clients: listed } = await (await clients.list()).json<{
      clients: { client_id: string }[];
    }>();
    expect(listed.map(({ client_id }) => client_id)).toEqual([id, second.client_id]);
  });
});

describe('changing a client', () => {
  it('leaves what was left out, and takes away what is emptied', async () => {
    const { app, clients, client, id } = await withClient({
      access_token_ttl: 300,
      backchannel_logout_uri: 'https://app.example.com/logout',
    });
    app.advance(1000);
    const renamed = await clientIn(await clients.change(id, { client_name: 'Newer' }));
    const { client_secret: _, ...before } = client;
    const updated_at = new Date(app.clock()).toISOString();
    expect(renamed).toEqual({ ...before, client_name: 'Newer', updated_at });
    const emptied = { access_token_ttl: 0, backchannel_logout_uri: '' };
    expect(await clientIn(await clients.change(id, emptied))).toMatchObject({
      client_name: 'Newer',
      access_token_ttl: null,
      backchannel_logout_uri: null,
    });
  });

  it('judges what is changed together with what stays', async () => {
    const { clients, id } = await withClient({ require_pkce: false });
    const refused = await clients.change(id, { token_endpoint_auth_method: 'none' });
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'require_pkce' }] });
    const both = { token_endpoint_auth_method: 'none', require_pkce: true };
    expect(await clientIn(await clients.change(id, both))).toMatchObject({ ...both, secrets: [] });
  });

  it('gives a secret with a method that needs one, and drops what a method has no use for', async () => {
    const { app, clients, id } = await withClient(JWT);
    const basic = await clientIn(
      await clients.change(id, { token_endpoint_auth_method: 'client_secret_basic' }),
    );
    expect(basic).toMatchObject({ jwks: null, secrets: [{}] });
    const secret = basic.client_secret ?? '';
    const post = await clientIn(
      await clients.change(id, { token_endpoint_auth_method: 'client_secret_post' }),
    );
    expect(post).not.toHaveProperty('client_secret');
    expect(isSecretOf(id, (await findClient(app, id))?.secrets ?? [], secret)).toBe(true);
    await clients.change(id, { token_endpoint_auth_method: 'none' });
    expect((await findClient(app, id))?.secrets).toEqual([]);
  });

  it('disables and enables it, at once in this isolate', async () => {
    const { app, clients, client, id } = await withClient();
    expect((await findClient(app, id))?.disabledAt).toBeNull();
    const disabled = await clientIn(await clients.change(id, { disabled: true }));
    const at = app.clock();
    expect(disabled.disabled_at).toBe(new Date(at).toISOString());
    expect((await findClient(app, id))?.disabledAt).toBe(at);
    app.advance(1000);
    const again = await clientIn(await clients.change(id, { disabled: true }));
    expect(again.disabled_at).toBe(disabled.disabled_at);
    const enabled = await clientIn(await clients.change(id, { disabled: false }));
    expect(enabled).toMatchObject({ disabled_at: null, secrets: client.secrets });
    expect((await findClient(app, id))?.disabledAt).toBeNull();
  });

  it('disables one whose key for ID tokens has gone, which no other change takes', async () => {
    const { clients, id } = await withClient();
    await env.DB.prepare("update oauth_clients set id_token_alg = 'EdDSA'").run();
    const renamed = await clients.change(id, { client_name: 'Newer' });
    expect(await renamed.json()).toMatchObject({
      errors: [{ field: 'id_token_signed_response_alg' }],
    });
    expect((await clients.change(id, { disabled: true })).status).toBe(200);
  });

  it('is refused to the second of two at once', async () => {
    const { app, admin, id } = await withClient();
    // Both have read the client before either writes.
    const waiting: (() => void)[] = [];
    const both = hookedDatabase(async (call) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const go of waiting) go();
      });
      return call();
    });
    const raced = createTestApp({ env: { DB: both } });
    const by = clientsBy(raced, admin);
    const answers = await Promise.all([
      by.change(id, { client_name: 'One' }),
      by.change(id, { client_name: 'Two' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status) as [Response, Response];
    expect(await refusal(lost)).toEqual([409, 'client_changed']);
    expect((await findClient(app, id))?.name).toBe((await clientIn(won)).client_name);
    expect((await events()).map(({ type }) => type)).toEqual([
      'admin.client_registered',
      'admin.client_changed',
    ]);
  });
});

describe('another secret', () => {
  it('leaves the former one good until the next', async () => {
    const { app, clients, client, id } = await withClient();
    const isGood = async (secret = '') =>
      isSecretOf(id, (await findClient(app, id))?.secrets ?? [], secret);
    app.advance(1000);
    const second = await clientIn(await clients.rotate(id));
    expect(second.secrets).toEqual([
      { created_at: new Date(app.clock()).toISOString() },
      ...client.secrets,
    ]);
    expect(await isGood(client.client_secret)).toBe(true);
    expect(await isGood(second.client_secret)).toBe(true);
    const third = await clientIn(await clients.rotate(id, { keep_previous: true }));
    expect(third.secrets).toHaveLength(2);
    expect(await isGood(client.client_secret)).toBe(false);
    expect(await isGood(second.client_secret)).toBe(true);
    const only = await clientIn(await clients.rotate(id, { keep_previous: false }));
    expect(only.secrets).toHaveLength(1);
    expect(await isGood(third.client_secret)).toBe(false);
    expect(await isGood(only.client_secret)).toBe(true);
    const secrets = [client, second, third, only].map(({ client_secret }) => client_secret);
    expect(new Set(secrets).size).toBe(4);
    const kept = JSON.stringify([await rows(), await events(), app.logs, app.sent]);
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });

  it('is not for a client without one', async () => {
    const { clients, id } = await withClient({ token_endpoint_auth_method: 'none' });
    expect(await refusal(await clients.rotate(id))).toEqual([409, 'client_without_secret']);
    expect((await rows())[0]?.secrets).toBe('[]');
  });
});

describe('removing a client', () => {
  it('forgets it at once, and once', async () => {
    const { app, clients, id } = await withClient();
    expect((await findClient(app, id))?.id).toBe(id);
    expect(await (await clients.remove(id)).json()).toEqual({
      message: 'The client has been removed.',
    });
    expect(await findClient(app, id)).toBeNull();
    for (const answer of [
      await clients.remove(id),
      await clients.view(id),
      await clients.change(id, { disabled: true }),
      await clients.rotate(id),
      await clients.view('c-nothing'),
      await clients.view('%00'),
    ])
      expect(await refusal(answer)).toEqual([404, 'not_found']);
    expect(await rows()).toEqual([]);
    const removed = (await events()).filter(({ type }) => type === 'admin.client_removed');
    expect(removed).toHaveLength(1);
  });
});

describe('the audit trail', () => {
  it('tells who did what to which client, and no secret', async () => {
    const { app, admin, clients, id } = await withClient();
    for (const work of [
      () => clients.change(id, { client_name: 'Newer' }),
      () => clients.rotate(id),
      () => clients.remove(id),
    ]) {
      app.advance(1000);
      expect((await work()).status).toBe(200);
    }
    const about = { user_id: id, actor_id: admin.user.id };
    const named = { client_id: id, settings: 'client_name' };
    expect(await events()).toEqual(
      ['registered', 'changed', 'secret_rotated', 'removed'].map((what) => ({
        ...about,
        type: `admin.client_${what}`,
        // Which settings, and none of their values.
        metadata: JSON.stringify(what === 'changed' ? named : { client_id: id }),
      })),
    );
  });

  it('and the export of an administrator have no word of it', async () => {
    const { app, admin, client, id } = await withClient();
    const copy = await (await app.auth.account.export.$get({}, as(admin))).text();
    expect(copy).not.toContain(client.client_secret);
    expect(copy).not.toContain(id);
  });
});

describe('without D1', () => {
  it('nothing is shown, and nothing half-made', async () => {
    const { app, admin, client, id } = await withClient();
    const before = [await rows(), await events()];
    for (const DB of [brokenDatabase(), unwritableDatabase()]) {
      const by = clientsBy(createTestApp({ env: { DB } }), admin);
      for (const answer of [
        await by.register(),
        await by.change(id, { client_name: 'Newer' }),
        await by.rotate(id),
        await by.remove(id),
      ]) {
        expect(answer.headers.get('Retry-After')).toBe('2');
        expect(await refusal(answer)).toEqual([503, 'storage_unavailable']);
      }
    }
    const blind = clientsBy(createTestApp({ env: { DB: brokenDatabase() } }), admin);
    for (const answer of [await blind.list(), await blind.view(id)])
      expect(await refusal(answer)).toEqual([503, 'storage_unavailable']);
    expect([await rows(), await events()]).toEqual(before);
    const stored = await findClient(app, id);
    expect(isSecretOf(id, stored?.secrets ?? [], client.client_secret ?? '')).toBe(true);
  });
});
