import { describe, expect, it } from 'vitest';
import type { AuthorizeRequest } from '../../../src/oauth/authorize/request.ts';
import { arrangeGate, RECEIVED, type World } from './parts.ts';

const NONE: Partial<AuthorizeRequest> = { prompts: ['none'] };
const MINUTE: Partial<AuthorizeRequest> = { maxAge: 60_000 };
const BEFORE = RECEIVED - 1;
const refused = { kind: 'refused', error: 'login_required' };

describe('a session that the guard finds too weak', () => {
  it.each<[string, World, Partial<AuthorizeRequest>?]>([
    ['the proof is too old', { authTime: RECEIVED - 60_001 }, MINUTE],
    ['a mailed code can follow', { factors: ['email_otp'], authTime: BEFORE }],
    ['an app can follow', { factors: ['totp'], authTime: BEFORE, policy: 'off' }],
  ])('needs another proof if %s', async (_why, world, given) => {
    const { ask, issueCode } = arrangeGate({ ...world, answers: ['proof_due'] });
    expect(await ask({ wantsTwoFactors: true, ...given })).toEqual({ kind: 'prove' });
    expect(issueCode).toHaveBeenCalledOnce();
  });

  it.each<[string, World, Partial<AuthorizeRequest>?]>([
    ['there is no second factor', { authTime: BEFORE }],
    ['the proof is just new enough', { authTime: RECEIVED - 60_000 }, MINUTE],
    ['it was proved just now', { factors: ['email_otp'], authTime: RECEIVED }],
    ['it was proved just now, by an app', { factors: ['totp'], authTime: RECEIVED }],
    ['nothing may be asked', { factors: ['email_otp'], authTime: BEFORE }, NONE],
    ['no second step is due', { factors: ['totp'], authTime: BEFORE, policy: 'off' }, NONE],
    ['the app has just proved it', { factors: ['totp'], authTime: RECEIVED }, NONE],
  ])('does without two factors if %s', async (_why, world, given) => {
    const { ask, issueCode } = arrangeGate({ ...world, answers: ['proof_due'] });
    expect(await ask({ wantsTwoFactors: true, ...given })).toMatchObject({ kind: 'code' });
    const wishes = issueCode.mock.calls.map(([{ demand }]) => demand?.twoFactors);
    expect(wishes).toEqual([true, false]);
  });

  it.each(['totp', 'passkey', 'recovery_code'])('is due a second step by %s', async (factor) => {
    for (const policy of ['enrolled', 'always'] as const) {
      const world: World = { factors: ['email_otp', factor], authTime: BEFORE, policy };
      const { ask, issueCode } = arrangeGate({ ...world, answers: ['proof_due'] });
      expect(await ask({ ...NONE, wantsTwoFactors: true })).toMatchObject(refused);
      expect(issueCode).toHaveBeenCalledOnce();
    }
  });

  it('is asked for another proof if it is too weak without the wish too', async () => {
    const { ask, issueCode } = arrangeGate({ answers: ['proof_due', 'proof_due'] });
    expect(await ask({ wantsTwoFactors: true })).toEqual({ kind: 'prove' });
    expect(issueCode).toHaveBeenCalledTimes(2);
  });
});

describe('who is asked for consent', () => {
  it.each<[string, string, World, Partial<AuthorizeRequest>?]>([
    ['prove', 'the proof is too old', { authTime: RECEIVED - 60_001 }, MINUTE],
    ['prove', 'two are too old', { authTime: RECEIVED - 60_001, amr: ['pwd', 'mfa'] }, MINUTE],
    ['prove', 'a second one can follow', { factors: ['email_otp'] }],
    ['ask', 'the proof is just new enough', { authTime: RECEIVED - 60_000 }, MINUTE],
    ['ask', 'two factors were given', { factors: ['totp'], amr: ['pwd', 'mfa'] }],
    ['ask', 'there is no second factor', {}],
    ['ask', 'a second one was asked for', { factors: ['totp'], authTime: RECEIVED }],
  ])('has to %s first if %s', async (kind, _why, world, given) => {
    const { ask } = arrangeGate(world);
    expect(await ask({ prompts: ['consent'], ...given })).toMatchObject({ kind });
  });
});
