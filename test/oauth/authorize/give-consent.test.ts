import { expect, it, vi } from 'vitest';
import { createGiveConsent } from '../../../src/oauth/authorize/give-consent.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { client, request } from './parts.ts';

const INFO = {} as never;

function arrange(found: StoredClient | null = client()) {
  const save = vi.fn(async () => {});
  const authorize = vi.fn(async () => ({ kind: 'sign_in' }) as const);
  const findClient = async (id: string) => (id === 'an-app' ? found : null);
  const giveConsent = createGiveConsent({ findClient, consents: { save }, authorize });
  const give = (scope: string) =>
    giveConsent({
      ...{ request: request({ scope }), userId: 'ada', refreshToken: 'a-token', info: INFO },
    });
  return { give, save, authorize };
}

it('a consent is saved for what the client may have, before its request goes on', async () => {
  const { give, save, authorize } = arrange();
  expect(await give('openid roles email')).toEqual({ kind: 'sign_in' });
  const consent = { clientId: 'an-app', scope: 'openid email' };
  expect(save).toHaveBeenCalledExactlyOnceWith('ada', consent, INFO);
  expect(authorize).toHaveBeenCalledExactlyOnceWith({
    ...{ request: request({ scope: 'openid roles email' }), refreshToken: 'a-token' },
    isAnswered: true,
  });
  expect(save.mock.invocationCallOrder[0]).toBeLessThan(authorize.mock.invocationCallOrder[0] ?? 0);
});

it.each<[string, StoredClient | null]>([
  ['the client is gone', null],
  ['the client has lost its scope', client({ scopes: ['email'] })],
])('no consent is saved if %s', async (_why, found) => {
  const { give, save, authorize } = arrange(found);
  await give('openid');
  expect(save).not.toHaveBeenCalled();
  expect(authorize).toHaveBeenCalledOnce();
});
