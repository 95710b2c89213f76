import { expect, it } from 'vitest';
import type { ClientInfo } from '../../../src/http/client-info.ts';
import { eventOf } from '../../../src/oauth/clients/client-event.ts';

const FROM = { requestId: 'a-request' } as ClientInfo;

it.each([
  ['a user', 'for a test', { actorId: 'ada', reason: 'for a test' }],
  ['an operator', undefined, { actorId: null }],
  ['a user', undefined, { actorId: 'ada', reason: null }],
])('an act of %s on a client is in its history, with the reason %j', (_who, reason, by) => {
  expect(eventOf('admin.client_changed', 'c-1', { ...by, client: FROM }, 5)).toEqual({
    type: 'admin.client_changed',
    userId: 'c-1',
    actorId: by.actorId,
    origin: FROM,
    metadata: { client_id: 'c-1', ...(reason && { reason }) },
    at: 5,
  });
});
