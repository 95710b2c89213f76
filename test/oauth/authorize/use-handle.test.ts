import { describe, expect, it, vi } from 'vitest';
import { createUseHandle, type UseHandleDeps } from '../../../src/oauth/authorize/use-handle.ts';
import type { CodeAnswer } from '../../../src/oauth/grants/issue-code.ts';
import { signRefreshToken } from '../../../src/sessions/refresh-token.ts';
import { JTI, jwt, live, NOW, SESSION_ID, USER_ID } from '../grants/parts.ts';

const tokenOf = (userId: string) =>
  signRefreshToken(jwt, {
    ...{ userId, sessionId: SESSION_ID, jti: JTI, issuedAt: NOW, expiresAt: NOW + 60_000 },
  });
const REFRESH_TOKEN = await tokenOf(USER_ID);
const ISSUED: CodeAnswer = { kind: 'issued', code: 'a-code', live: live() };

function arrange(answer: CodeAnswer = ISSUED) {
  const [claimed, finished, unclaimed] = [true, 'finished', 'unclaimed'];
  const claim = vi.fn(async (_claim: { holder: string }) => claimed);
  const finish = vi.fn(() => finished);
  const unclaim = vi.fn(() => unclaimed);
  const defer = vi.fn();
  const ask = vi.fn(async () => answer);
  const pushedRequests = { claim, finish, unclaim };
  const useHandle = createUseHandle({ pushedRequests, jwt, defer } as unknown as UseHandleDeps);
  const use = (pushed: string | null = 'a-digest', refreshToken = REFRESH_TOKEN) =>
    useHandle({ request: { clientId: 'app', pushed }, refreshToken }, ask);
  return { use, ask, claim, finish, unclaim, defer };
}

describe('a request that was not pushed', () => {
  it('has no handle to claim', async () => {
    const { use, ask, claim, defer } = arrange();
    expect(await use(null, 'any token')).toBe(ISSUED);
    expect(ask).toHaveBeenCalledOnce();
    expect(claim).not.toHaveBeenCalled();
    expect(defer).not.toHaveBeenCalled();
  });
});

describe('the handle of a pushed request', () => {
  it('is claimed for a person, without their id, before they are given a code', async () => {
    const { use, claim, ask } = arrange();
    expect(await use()).toBe(ISSUED);
    const holder = expect.stringMatching(/^[\w-]{43}$/);
    expect(claim).toHaveBeenCalledExactlyOnceWith({ clientId: 'app', digest: 'a-digest', holder });
    expect(claim.mock.invocationCallOrder[0]).toBeLessThan(ask.mock.invocationCallOrder[0] ?? 0);
  });

  it('has a holder for each person and handle', async () => {
    const { use, claim } = arrange();
    await use();
    await use();
    await use('a-digest', await tokenOf(crypto.randomUUID()));
    await use('another-digest');
    const [first, again, ...others] = claim.mock.calls.map(([{ holder }]) => holder);
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('is forgotten once a code was given for it, after the answer', async () => {
    const { use, claim, finish, unclaim, defer } = arrange();
    await use();
    expect(finish).toHaveBeenCalledExactlyOnceWith(claim.mock.calls[0]?.[0]);
    expect(defer).toHaveBeenCalledExactlyOnceWith('finished', 'handle_not_finished');
    expect(unclaim).not.toHaveBeenCalled();
  });

  it.each<CodeAnswer>([
    { kind: 'over' },
    { kind: 'proof_due', live: live() },
    { kind: 'consent', consented: null, live: live() },
  ])('is free again after the answer $kind', async (answer) => {
    const { use, claim, finish, unclaim, defer } = arrange(answer);
    expect(await use()).toBe(answer);
    expect(unclaim).toHaveBeenCalledExactlyOnceWith(claim.mock.calls[0]?.[0]);
    expect(defer).toHaveBeenCalledExactlyOnceWith('unclaimed', 'handle_not_released');
    expect(finish).not.toHaveBeenCalled();
  });

  it('stays claimed by whoever has used it before', async () => {
    const answer: CodeAnswer = { kind: 'used', live: live() };
    const { use, defer } = arrange(answer);
    expect(await use()).toBe(answer);
    expect(defer).not.toHaveBeenCalled();
  });

  it('that is another person’s is used, and asks for no code', async () => {
    const { use, claim, ask, defer } = arrange();
    claim.mockResolvedValue(false);
    expect(await use()).toEqual({ kind: 'used' });
    expect(ask).not.toHaveBeenCalled();
    expect(defer).not.toHaveBeenCalled();
  });

  it('is claimed for nobody who is not signed in', async () => {
    const { use, claim, ask } = arrange();
    expect(await use('a-digest', 'none of ours')).toEqual({ kind: 'over' });
    expect(claim).not.toHaveBeenCalled();
    expect(ask).not.toHaveBeenCalled();
  });
});
