import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../src/mail/delivery-error.ts';
import {
  createTellSignOut,
  type TellSignOutDeps,
} from '../../../src/oauth/back-channel/tell-sign-out.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { CLIENT, jwt, NOW, SESSION_ID, USER_ID } from '../grants/parts.ts';

const URI = 'https://told.test/out';
const ABOUT = { id: 'a-delivery', clientId: 'app', userId: USER_ID, sessionId: SESSION_ID };
const TOLD = { ...CLIENT, backchannelLogoutUri: URI };
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE];

type World = { client?: object | null; isDevelopment?: boolean };

function arrange({ client = TOLD, isDevelopment = false }: World = {}) {
  const fetch = vi.fn(async (_uri: string, _request: RequestInit) => new Response(null));
  const findClient = vi.fn(async () => client);
  const deps = { findClient, jwt, clock: () => NOW, fetch, isDevelopment };
  const tell = () => createTellSignOut(deps as unknown as TellSignOutDeps)(ABOUT);
  return { tell, fetch, findClient };
}

/** The pauses before further tries. */
const pausesOf = (work: Promise<void>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof DeliveryError ? error.pauses : error),
  );

describe('a client that wants to be told of a sign-out', () => {
  it('is posted a token that is made now, for it alone', async () => {
    const { tell, fetch, findClient } = arrange();
    await tell();
    expect(findClient).toHaveBeenCalledExactlyOnceWith('app');
    expect(fetch).toHaveBeenCalledOnce();
    const [uri, request] = fetch.mock.calls[0] ?? [];
    expect(uri).toBe(URI);
    expect(request).toMatchObject({
      ...{ method: 'POST', redirect: 'manual', signal: expect.any(AbortSignal) },
      headers: {
        ...{ 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'Latchkey' },
      },
    });
    const [[name, token = ''] = [], ...more] = [...new URLSearchParams(String(request?.body))];
    expect([name, more]).toEqual(['logout_token', []]);
    expect(decodeJwt(token)).toMatchObject({
      ...{ sub: USER_ID, aud: 'app', sid: SESSION_ID, jti: 'a-delivery', iat: NOW / SECOND },
    });
  });

  it.each([
    [200, null],
    [204, null],
    [201, PAUSES],
    [302, PAUSES],
    [400, []],
    [401, PAUSES],
    [503, PAUSES],
  ])('and answers %i is tried again after %o', async (status, pauses) => {
    const { tell, fetch } = arrange();
    fetch.mockResolvedValue(new Response(null, { status }));
    expect(await pausesOf(tell())).toEqual(pauses);
  });

  it('and cannot be reached is tried again, and the failure is kept for the log', async () => {
    const { tell, fetch } = arrange();
    const cause = new Error('no route');
    fetch.mockRejectedValue(cause);
    await expect(tell()).rejects.toMatchObject({ name: 'DeliveryError', pauses: PAUSES, cause });
  });

  it('has the rest of its answer thrown away', async () => {
    const { tell, fetch } = arrange();
    const cancel = vi.fn();
    fetch.mockResolvedValue(new Response(new ReadableStream({ cancel })));
    await tell();
    expect(cancel).toHaveBeenCalledOnce();
  });

  it.each([
    ['http://localhost:4000/out', false],
    ['https://10.0.0.1/out', true],
    ['https://intranet/out', true],
  ])('is never called at %s, development: %s', async (backchannelLogoutUri, isDevelopment) => {
    const client = { ...TOLD, backchannelLogoutUri };
    const { tell, fetch } = arrange({ client, isDevelopment });
    expect(await pausesOf(tell())).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('may be on this machine in development', async () => {
    const client = { ...TOLD, backchannelLogoutUri: 'http://127.0.0.1:4000/out' };
    const { tell, fetch } = arrange({ client, isDevelopment: true });
    await tell();
    expect(fetch).toHaveBeenCalledOnce();
  });
});

describe('nobody is told', () => {
  it.each([
    ['is gone', null],
    ['is disabled', { ...TOLD, disabledAt: 0 }],
    ['no longer wants to be', CLIENT],
  ])('if the client %s', async (_why, client) => {
    const { tell, fetch } = arrange({ client });
    await tell();
    expect(fetch).not.toHaveBeenCalled();
  });
});
