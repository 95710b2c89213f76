import { describe, expect, it } from 'vitest';
import { BLANK } from '../../../src/oauth/clients/client-columns.ts';
import { digestOfSecret } from '../../../src/oauth/clients/client-secret.ts';
import { toClientView } from '../../../src/oauth/clients/client-view.ts';
import { clientOf } from '../token-endpoint/world.ts';
import { arrange, BY, CALLBACK, eventOf, NOW, SERVER } from './managed-clients.ts';

const NEW = { client_name: 'New', redirect_uris: [CALLBACK] };
const OFF_CURVE = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const;
const KEY = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } as const;

describe('administrators', () => {
  it('see every client, and one by its id', async () => {
    const other = clientOf({ id: 'c-other' });
    const { manage } = arrange([SERVER, other]);
    expect(await manage.list()).toEqual([SERVER, other].map(toClientView));
    expect(await manage.view('c-other')).toEqual(toClientView(other));
    await expect(manage.view('c-none')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a client that is registered', () => {
  it('is stored with a secret, which only the answer has', async () => {
    const { manage, rows, events } = arrange([]);
    const answer = await manage.register(NEW, BY);
    const { client_id: id, client_secret: secret = '' } = answer;
    const stored = {
      ...{ ...BLANK, id, name: 'New', redirectUris: [CALLBACK], idTokenAlg: 'ES256' as const },
      secrets: [{ digest: digestOfSecret(id, secret), createdAt: NOW }],
      ...{ disabledAt: null, createdAt: NOW, updatedAt: NOW },
    };
    expect([...rows.values()]).toEqual([stored]);
    expect(answer).toEqual({ ...toClientView(stored), client_secret: secret });
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(events).toEqual([eventOf('admin.client_registered', id)]);
  });

  it.each([
    { token_endpoint_auth_method: 'none' as const },
    { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: [KEY] } },
  ])('has no secret if it needs none: %o', async (method) => {
    const { manage, rows } = arrange([]);
    const answer = await manage.register({ ...NEW, ...method }, BY);
    expect(answer).not.toHaveProperty('client_secret');
    expect(rows.get(answer.client_id)?.secrets).toEqual([]);
  });

  it.each([
    ['what contradicts itself', { scope: ['account' as const] }, 'scope'],
    [
      'a key that is none',
      { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: [OFF_CURVE] } },
      'jwks.keys.0',
    ],
  ])('is refused with %s', async (_what, settings, field) => {
    const { manage, rows, events } = arrange([]);
    const registered = manage.register({ ...NEW, ...settings }, BY);
    const details = { errors: [expect.objectContaining({ field })] };
    await expect(registered).rejects.toMatchObject({ code: 'validation_error', details });
    expect([rows.size, events]).toEqual([0, []]);
  });

  it('is refused without a key for its ID tokens, which are RS256 by default', async () => {
    const { manage } = arrange([], { idTokenAlgorithms: [] });
    await expect(manage.register(NEW, BY)).rejects.toThrow(/RS256/);
  });

  it('by a form that is sent twice is one', async () => {
    const { manage, rows, events } = arrange([]);
    await manage.register(NEW, BY, 'c-form');
    const again = manage.register({ ...NEW, client_name: 'Again' }, BY, 'c-form');
    await expect(again).rejects.toMatchObject({ code: 'client_changed' });
    expect(rows.get('c-form')?.name).toBe('New');
    expect(events).toHaveLength(1);
  });
});

describe('another secret', () => {
  const rotated = async (keep: boolean | 'oldest') => {
    const two = [
      { digest: 'a-digest', createdAt: 9 },
      { digest: 'first', createdAt: 1 },
    ];
    const world = arrange([{ ...SERVER, secrets: two }]);
    const answer = await world.manage.rotateSecret('c-app', { keep }, BY);
    const { secrets = [] } = world.rows.get('c-app') ?? {};
    return { ...world, answer, secrets };
  };

  it.each([
    [true, ['a-digest']],
    ['oldest', ['first']],
    [false, []],
  ] as const)('keeps a former one: %s, %j', async (keep, former) => {
    const { answer, secrets, events, forget, rows } = await rotated(keep);
    const { client_secret: secret = '' } = answer;
    const added = digestOfSecret('c-app', secret);
    expect(secrets.map(({ digest }) => digest)).toEqual([added, ...former]);
    expect(secrets[0]?.createdAt).toBe(NOW);
    const stored = { ...SERVER, secrets, updatedAt: NOW };
    expect(rows.get('c-app')).toEqual(stored);
    expect(answer).toEqual({ ...toClientView(stored), client_secret: secret });
    expect(events).toEqual([eventOf('admin.client_secret_rotated', 'c-app')]);
    expect(forget).toHaveBeenCalledExactlyOnceWith('c-app');
  });

  it.each([
    ['client_without_secret', [clientOf({ authMethod: 'none' })], BY],
    ['client_changed', [SERVER], { ...BY, seen: 99 }],
    ['not_found', [], BY],
  ])('is refused with %s', async (code, stored, by) => {
    const { manage, events } = arrange(stored);
    const answer = manage.rotateSecret('c-app', { keep: true }, by);
    await expect(answer).rejects.toMatchObject({ code });
    expect(events).toEqual([]);
  });
});

describe('a client that is removed', () => {
  it.each([BY, { ...BY, seen: 100 }])('is gone, and forgotten: %o', async (by) => {
    const { manage, rows, events, forget } = arrange();
    await manage.remove('c-app', by);
    expect(rows.size).toBe(0);
    expect(events).toEqual([eventOf('admin.client_removed', 'c-app')]);
    expect(forget).toHaveBeenCalledExactlyOnceWith('c-app');
  });

  it.each([
    ['c-app', 'client_changed'],
    ['c-none', 'not_found'],
  ])('has to be as it was seen: %s, %s', async (id, code) => {
    const { manage, rows, events } = arrange();
    await expect(manage.remove(id, { ...BY, seen: 99 })).rejects.toMatchObject({ code });
    expect([rows.size, events]).toEqual([1, []]);
  });
});
