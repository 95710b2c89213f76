import { describe, expect, it } from 'vitest';
import { digestOfSecret } from '../../../src/oauth/clients/client-secret.ts';
import { toClientView } from '../../../src/oauth/clients/client-view.ts';
import { clientOf } from '../token-endpoint/world.ts';
import { arrange, BY, eventOf, NOW, SERVER } from './managed-clients.ts';

const OFF_CURVE = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const;
const BY_KEY = clientOf({ authMethod: 'private_key_jwt', jwks: { keys: [OFF_CURVE] } });
const CHANGED = 'admin.client_changed';

describe('a change of a client', () => {
  it('is of what is said, and recorded by the names of what differs', async () => {
    const { manage, rows, events, forget } = arrange();
    const changes = { client_name: 'Newer', require_pkce: true, scope: ['openid' as const] };
    const answer = await manage.change('c-app', changes, BY);
    const stored = { ...SERVER, name: 'Newer', scopes: ['openid'], updatedAt: NOW };
    expect(rows.get('c-app')).toEqual(stored);
    expect(answer).toEqual(toClientView(stored));
    expect(events).toEqual([eventOf(CHANGED, 'c-app', { settings: 'client_name scope' })]);
    expect(forget).toHaveBeenCalledExactlyOnceWith('c-app');
  });

  it('that changes nothing names nothing', async () => {
    const { manage, events } = arrange();
    await manage.change('c-app', { client_name: SERVER.name }, BY);
    expect(events).toEqual([eventOf(CHANGED, 'c-app')]);
  });

  it('is later than the one before, even within a millisecond', async () => {
    const { manage, rows, events, state } = arrange();
    state.now = SERVER.updatedAt;
    await manage.change('c-app', { client_name: 'Newer' }, BY);
    expect(rows.get('c-app')?.updatedAt).toBe(101);
    expect(events).toEqual([eventOf(CHANGED, 'c-app', { at: 101, settings: 'client_name' })]);
  });

  it('may name the version that was seen', async () => {
    const { manage, rows } = arrange();
    await manage.change('c-app', { client_name: 'Newer' }, { ...BY, seen: 100 });
    expect(rows.get('c-app')?.name).toBe('Newer');
  });

  it.each([
    ['client_changed', 'c-app', { client_name: 'Newer' }, { ...BY, seen: 99 }],
    ['not_found', 'c-none', { client_name: 'Newer' }, BY],
    ['validation_error', 'c-app', { scope: ['account' as const] }, BY],
    [
      'validation_error',
      'c-app',
      { token_endpoint_auth_method: 'private_key_jwt' as const, jwks: { keys: [OFF_CURVE] } },
      BY,
    ],
  ])('is refused with %s', async (code, id, changes, by) => {
    const { manage, rows, events } = arrange();
    await expect(manage.change(id, changes, by)).rejects.toMatchObject({ code });
    expect([rows.get('c-app'), events]).toEqual([SERVER, []]);
  });

  it('loses to another that came meanwhile', async () => {
    const { manage, rows, events, forget, state } = arrange();
    const theirs = { ...SERVER, name: 'Theirs', updatedAt: 101 };
    state.meanwhile = () => rows.set('c-app', theirs);
    const ours = manage.change('c-app', { client_name: 'Ours' }, BY);
    await expect(ours).rejects.toMatchObject({ code: 'client_changed' });
    expect([rows.get('c-app'), events]).toEqual([theirs, []]);
    expect(forget).toHaveBeenCalledExactlyOnceWith('c-app');
  });

  it('judges no key that it does not bring', async () => {
    const { manage, rows } = arrange([BY_KEY]);
    await manage.change('c-app', { client_name: 'Newer' }, BY);
    expect(rows.get('c-app')?.name).toBe('Newer');
  });
});

describe('disabling a client', () => {
  it.each([
    ['disables it now', null, true, NOW],
    ['does not move when it was disabled', 7, true, 7],
    ['ends by enabling it', 7, false, null],
  ])('%s', async (_what, disabledAt, disabled, expected) => {
    const { manage, rows, events } = arrange([{ ...SERVER, disabledAt }]);
    await manage.change('c-app', { disabled }, BY);
    expect(rows.get('c-app')?.disabledAt).toBe(expected);
    const settings = disabledAt === expected ? {} : { settings: 'disabled' };
    expect(events).toEqual([eventOf(CHANGED, 'c-app', settings)]);
  });

  it('is no part of another change', async () => {
    const { manage, rows } = arrange([{ ...SERVER, disabledAt: 7 }]);
    await manage.change('c-app', { client_name: 'Newer' }, BY);
    expect(rows.get('c-app')).toMatchObject({ name: 'Newer', disabledAt: 7 });
  });

  it('works without the key that the client needs; another change does not', async () => {
    const { manage, rows } = arrange([SERVER], { idTokenAlgorithms: [] });
    const both = manage.change('c-app', { disabled: true, client_name: 'Newer' }, BY);
    await expect(both).rejects.toMatchObject({ code: 'validation_error' });
    await manage.change('c-app', { disabled: true }, BY);
    expect(rows.get('c-app')).toMatchObject({ name: SERVER.name, disabledAt: NOW });
  });
});

describe('another way to authenticate', () => {
  const changeTo = async (
    method: 'none' | 'client_secret_post' | 'client_secret_basic',
    from = SERVER,
  ) => {
    const world = arrange([from]);
    const changes = { token_endpoint_auth_method: method };
    const answer = await world.manage.change('c-app', changes, BY);
    return { answer, secrets: world.rows.get('c-app')?.secrets };
  };

  it('takes the secrets along where it needs none', async () => {
    const { answer, secrets } = await changeTo('none');
    expect(secrets).toEqual([]);
    expect(answer).toMatchObject({ token_endpoint_auth_method: 'none', secrets: [] });
    expect(answer).not.toHaveProperty('client_secret');
  });

  it('leaves them where it needs one too', async () => {
    const { answer, secrets } = await changeTo('client_secret_post');
    expect(secrets).toEqual(SERVER.secrets);
    expect(answer).not.toHaveProperty('client_secret');
  });

  it('brings the first one where there was none', async () => {
    const { answer, secrets } = await changeTo('client_secret_basic', BY_KEY);
    const { client_secret: secret = '' } = answer;
    expect(secrets).toEqual([{ digest: digestOfSecret('c-app', secret), createdAt: NOW }]);
    expect(answer.secrets).toHaveLength(1);
  });
});
