import { describe, expect, it, vi } from 'vitest';
import type { JudgedRequest } from '../../../src/oauth/authorize/judge-request.ts';
import { createPushRequest } from '../../../src/oauth/authorize/push-request.ts';
import { client, REDIRECT, request } from './parts.ts';

const GIVEN = new URLSearchParams('scope=openid');
const to = { redirectUri: REDIRECT, responseMode: 'query', state: null } as const;

function arrange(judged: JudgedRequest) {
  const judgeRequest = vi.fn(async () => judged);
  const push = vi.fn(async () => 'a-handle');
  const pushRequest = createPushRequest({ judgeRequest, pushedRequests: { push } });
  const ask = (jkt: string | null = null) => pushRequest(GIVEN, client(), jkt);
  return { ask, judgeRequest, push };
}
const good = (jkt: string | null): JudgedRequest => ({
  ...{ kind: 'good', request: request({ jkt }), locales: 'de' },
});

describe('a good request', () => {
  it.each([
    ['nothing', null, null, null],
    ['the key that it names', 'a-key', null, 'a-key'],
    ['the key that its client proves', null, 'a-key', 'a-key'],
    ['the key that is both', 'a-key', 'a-key', 'a-key'],
  ])('is kept for 90 seconds, bound to %s', async (_what, named, proved, bound) => {
    const { ask, judgeRequest, push } = arrange(good(named));
    expect(await ask(proved)).toEqual({ kind: 'pushed', requestUri: 'a-handle', expiresIn: 90 });
    expect(judgeRequest).toHaveBeenCalledExactlyOnceWith(GIVEN, 'an-app');
    const kept = { request: request({ jkt: bound }), locales: 'de' };
    expect(push).toHaveBeenCalledExactlyOnceWith(kept);
  });
});

describe('a request is refused', () => {
  const refused = (why: RegExp) => ({
    ...{ kind: 'refused', error: 'invalid_request', why: expect.stringMatching(why) },
  });

  it.each<[string, RegExp, JudgedRequest, string | null]>([
    [
      'its answer goes to a stranger',
      /^redirect_uri /,
      { kind: 'stray', why: 'redirect_uri' },
      null,
    ],
    ['it names another key', /^dpop_jkt /, good('a-key'), 'another'],
  ])('if %s', async (_why, why, judged, jkt) => {
    const { ask, push } = arrange(judged);
    expect(await ask(jkt)).toEqual(refused(why));
    expect(push).not.toHaveBeenCalled();
  });

  it('as it would be on the way through a browser', async () => {
    const judged: JudgedRequest = { kind: 'refused', to, error: 'invalid_scope', why: 'a text' };
    const { ask, push } = arrange(judged);
    expect(await ask()).toMatchObject({ kind: 'refused', error: 'invalid_scope', why: 'a text' });
    expect(push).not.toHaveBeenCalled();
  });
});
