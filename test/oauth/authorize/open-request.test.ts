import { expect, it, vi } from 'vitest';
import type { JudgedRequest } from '../../../src/oauth/authorize/judge-request.ts';
import { createOpenRequest } from '../../../src/oauth/authorize/open-request.ts';
import type { StoredClient } from '../../../src/oauth/clients/client-store.ts';
import { client, request } from './parts.ts';

const HANDLE = 'urn:ietf:params:oauth:request_uri:abc';
const JUDGED: JudgedRequest = { kind: 'stray', why: 'redirect_uri' };

function arrange(found: StoredClient | null = client()) {
  const findClient = vi.fn(async () => found);
  const judgeRequest = vi.fn(async () => JUDGED);
  const pushed = { request: request(), locales: 'de' };
  const find = vi.fn(async (): Promise<typeof pushed | null> => pushed);
  const openRequest = createOpenRequest({ findClient, judgeRequest, pushedRequests: { find } });
  const open = (query: string) => openRequest(new URLSearchParams(query));
  return { open, findClient, judgeRequest, find, pushed };
}

it('a request without a handle of ours is judged as it came', async () => {
  const { open, judgeRequest, find } = arrange();
  for (const query of ['client_id=an-app', 'client_id=an-app&request_uri=https://app.test/r']) {
    expect(await open(query)).toBe(JUDGED);
    expect(judgeRequest).toHaveBeenLastCalledWith(new URLSearchParams(query));
  }
  expect(find).not.toHaveBeenCalled();
});

it('a handle stands for what its client pushed, whatever else the query says', async () => {
  const { open, judgeRequest, findClient, find, pushed } = arrange();
  const query = `client_id=an-app&scope=account&request_uri=${HANDLE}`;
  expect(await open(query)).toEqual({ kind: 'good', ...pushed });
  expect(findClient).toHaveBeenCalledExactlyOnceWith('an-app');
  expect(find).toHaveBeenCalledExactlyOnceWith('an-app', HANDLE);
  expect(judgeRequest).not.toHaveBeenCalled();
});

it('a handle that stands for nothing any more has expired', async () => {
  const { open, find } = arrange();
  find.mockResolvedValue(null);
  const expired = { kind: 'stray', why: 'expired' };
  expect(await open(`client_id=an-app&request_uri=${HANDLE}`)).toEqual(expired);
});

it('one of two handles is not looked for', async () => {
  const { open, find, judgeRequest } = arrange();
  find.mockResolvedValue(null);
  const query = `client_id=an-app&request_uri=https://app.test/r&request_uri=${HANDLE}`;
  expect(await open(query)).toEqual({ kind: 'stray', why: 'expired' });
  expect(find).toHaveBeenCalledExactlyOnceWith('an-app', '');
  expect(judgeRequest).not.toHaveBeenCalled();
});

it.each<[string, string, StoredClient | null]>([
  ['unknown', 'client_id=an-app&', null],
  ['disabled', 'client_id=an-app&', client({ disabledAt: 1 })],
  ['not named', '', null],
])('a handle of a client that is %s is not looked for', async (_why, query, found) => {
  const { open, find, findClient } = arrange(found);
  expect(await open(`${query}request_uri=${HANDLE}`)).toEqual({ kind: 'stray', why: 'client' });
  expect(findClient).toHaveBeenCalledExactlyOnceWith(query === '' ? '' : 'an-app');
  expect(find).not.toHaveBeenCalled();
});
