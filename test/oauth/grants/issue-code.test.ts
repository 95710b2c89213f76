import { describe, expect, it, vi } from 'vitest';
import type { CodeIssued, IssueCodeCall } from '../../../src/guard/grant-calls.ts';
import { createGrantCodes } from '../../../src/oauth/grants/grant-codes.ts';
import {
  createIssueCode,
  type IssueCodeDeps,
  type IssueCodeInput,
} from '../../../src/oauth/grants/issue-code.ts';
import { signRefreshToken } from '../../../src/sessions/refresh-token.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { JTI, jwt, KEYS, live, NOW, SESSION_ID, USER, USER_ID } from './parts.ts';

const times = { issuedAt: NOW, expiresAt: NOW + 60_000 };
const refreshToken = await signRefreshToken(jwt, {
  ...{ userId: USER_ID, sessionId: SESSION_ID, jti: JTI, ...times },
});
const REQUEST: IssueCodeInput['request'] = {
  ...{ clientId: 'app', redirectUri: 'https://app.test/back', challenge: null, nonce: 'n' },
  ...{ scope: 'openid', resource: null, jkt: null },
};
const INPUT = { request: REQUEST, needsConsent: true, demand: { since: 9 }, usesOnce: 'a-handle' };
const grantCodes = createGrantCodes({ keys: KEYS, random: systemRandom });

function arrange(...answers: CodeIssued[]) {
  let at = NOW;
  const issueCode = vi.fn(async (_userId: string, _call: IssueCodeCall) => answers.shift());
  const settleAccount = vi.fn(async () => USER);
  const defer = vi.fn();
  const deps = {
    ...{ guards: { issueCode }, settleAccount, grantCodes, jwt, defer },
    ...{ clock: () => at++, wall: () => 77, refreshGrace: 30_000, idleTtl: 500 },
  } as unknown as IssueCodeDeps;
  const issue = (given: Partial<IssueCodeInput> = {}) =>
    createIssueCode(deps)({ refreshToken, ...INPUT, ...given });
  const calls = () => issueCode.mock.calls.map(([, call]) => call);
  return { issue, issueCode, calls, settleAccount, defer };
}

const ISSUED: CodeIssued = { kind: 'issued', live: live() };

describe('a code', () => {
  it('is issued by the guard of the session, which learns its digest alone', async () => {
    const { issue, issueCode, calls, settleAccount, defer } = arrange(ISSUED);
    const answer = await issue();
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    expect(answer.live).toEqual(live());
    const read = await grantCodes.read(answer.code);
    expect(read?.userId).toBe(USER_ID);
    expect(issueCode).toHaveBeenCalledOnce();
    expect(issueCode.mock.calls[0]?.[0]).toBe(USER_ID);
    const shown = {
      ...{ sessionId: SESSION_ID, jti: null, refreshJti: JTI },
      ...{ now: NOW, wall: 77, idleTtl: 500, grace: 30_000 },
    };
    expect(calls()).toEqual([{ ...INPUT, shown, digest: read?.digest }]);
    expect(settleAccount).not.toHaveBeenCalled();
    expect(defer).not.toHaveBeenCalled();
  });

  it('is not asked for where nobody is signed in', async () => {
    const { issue, issueCode } = arrange(ISSUED);
    expect(await issue({ refreshToken: 'none of ours' })).toEqual({ kind: 'over' });
    expect(issueCode).not.toHaveBeenCalled();
  });

  it('is asked for again, by the time of then, when the guard knows its user', async () => {
    const { issue, calls, settleAccount } = arrange({ kind: 'unknown' }, ISSUED);
    expect(await issue()).toMatchObject({ kind: 'issued' });
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    expect(calls().map(({ shown }) => shown.now)).toEqual([NOW, NOW + 1]);
    const [first, second] = calls();
    expect(second?.digest).toBe(first?.digest);
  });

  it.each<[string, CodeIssued[]]>([
    ['its user is unknown after that too', [{ kind: 'unknown' }, { kind: 'unknown' }]],
    ['the session is over', [{ kind: 'over' }]],
  ])('is not issued where %s', async (_why, answers) => {
    const { issue, settleAccount, issueCode } = arrange(...answers);
    expect(await issue()).toEqual({ kind: 'over' });
    expect(issueCode).toHaveBeenCalledTimes(answers.length);
    expect(settleAccount).toHaveBeenCalledTimes(answers.length - 1);
  });

  it.each<CodeIssued>([
    { kind: 'consent', consented: 'openid', live: live() },
    { kind: 'proof_due', live: live() },
    { kind: 'used', live: live() },
  ])('is not shown with the answer $kind', async (given) => {
    const { issue } = arrange(given);
    expect(await issue()).toEqual(given);
  });

  it.each<CodeIssued>([
    { kind: 'issued', live: live(true) },
    { kind: 'proof_due', live: live(true) },
  ])('settles a change that its guard has not heard the end of: $kind', async (given) => {
    const { issue, settleAccount, defer } = arrange(given);
    await issue();
    expect(settleAccount).toHaveBeenCalledExactlyOnceWith(USER_ID);
    const work = settleAccount.mock.results[0]?.value;
    expect(defer).toHaveBeenCalledExactlyOnceWith(work, 'change_not_settled');
  });
});
