import type { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import type { PushedAnswer } from '../../../src/oauth/authorize/push-request.ts';
import { parRoutes } from '../../../src/oauth/token-endpoint/par-routes.ts';
import { provedKey } from '../../../src/oauth/token-endpoint/proved-key.ts';
import { appOf, clientOf, enterDeps, HERE, shownOf } from './world.ts';

const CLIENT = clientOf();
const PUSHED: PushedAnswer = { kind: 'pushed', requestUri: 'urn:x', expiresIn: 60 };
const REFUSED: PushedAnswer = { kind: 'refused', error: 'invalid_scope', why: 'no such scope' };

function arrange(answer: PushedAnswer) {
  const { deps, count } = enterDeps(CLIENT);
  const pushRequest = vi.fn(async (..._: unknown[]) => answer);
  const readProof = vi.fn(async (..._: unknown[]) => ({ jkt: 'a-key' }));
  const provide = () => ({ ...deps, pushRequest, readProof }) as never;
  return { ...appOf(parRoutes(provide) as unknown as Hono), pushRequest, readProof, count };
}

describe('a request that a client pushes', () => {
  it('is kept, and answered with where it is', async () => {
    const { post, pushRequest, readProof, count } = arrange(PUSHED);
    const shown = await shownOf(post('/par', 'scope=openid&scope=email&state='));
    expect(shown).toEqual([201, { request_uri: 'urn:x', expires_in: 60 }]);
    const [given, client, jkt] = pushRequest.mock.calls[0] ?? [];
    // As it was sent, for its judge: twice, and empty.
    expect(String(given)).toBe('scope=openid&scope=email&state=');
    expect([client, jkt]).toEqual([CLIENT, null]);
    expect(readProof).not.toHaveBeenCalled();
    expect(count).toHaveBeenCalledExactlyOnceWith('oauth_par', CLIENT.id);
  });

  it('is bound to the key that is proved with it', async () => {
    const { post, pushRequest, readProof } = arrange(PUSHED);
    await post('/par', {}, { DPoP: 'a-proof' });
    const shown = { header: 'a-proof', method: 'POST', path: '/oauth/par' };
    expect(readProof).toHaveBeenCalledExactlyOnceWith(shown, null);
    expect(pushRequest.mock.calls[0]?.[2]).toBe('a-key');
  });

  it('is refused with what is wrong with it, which the log notes', async () => {
    const { post, noted } = arrange(REFUSED);
    const body = { error: 'invalid_scope', error_description: 'no such scope' };
    expect(await shownOf(post('/par', {}))).toEqual([400, body]);
    expect(noted).toEqual(['invalid_scope']);
  });
});

describe('the key that a client proves', () => {
  const request = (headers: Record<string, string>) => {
    const raw = new Request(`${HERE}/oauth/token`, { method: 'POST', headers });
    const header = (name: string) => raw.headers.get(name) ?? undefined;
    return { req: { header, method: raw.method, url: raw.url, raw } } as never;
  };

  it('comes with its proof, which may be used once', async () => {
    const proof = { jkt: 'a-key', jti: 'a-use' };
    const readProof = vi.fn(async () => proof) as never;
    const key = await provedKey(request({ DPoP: 'a-proof' }), { readProof });
    expect(key).toEqual({ jkt: 'a-key', proof });
  });

  it('is none without a proof', async () => {
    const readProof = vi.fn();
    expect(await provedKey(request({}), { readProof })).toEqual({ jkt: null });
    expect(readProof).not.toHaveBeenCalled();
  });
});
