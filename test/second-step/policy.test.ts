import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Factors, nextStep, type SecondStepPolicy } from '../../src/second-step/policy.ts';
import {
  amrOf,
  type METHODS,
  PROOFS,
  type Proof,
  type ProofKind,
} from '../../src/step-up/proofs.ts';

const NOTHING: Factors = { password: false, mailedCode: false, possession: [] };
const PASSWORD: Factors = { ...NOTHING, password: true };
const MAILED: Factors = { ...PASSWORD, mailedCode: true };
const TOTP: Factors = { ...PASSWORD, possession: ['totp', 'recovery_code'] };
const PASSKEY: Factors = { ...NOTHING, possession: ['passkey'] };
const TOTP_AND_MAIL: Factors = { ...TOTP, mailedCode: true };
const ALL: readonly (typeof METHODS)[number][] = ['password', 'totp', 'passkey'];

describe('the two-step policy', () => {
  it.each<[string, Factors, SecondStepPolicy, Proof[], string]>([
    ['off requires no second step', TOTP_AND_MAIL, 'off', ['password'], 'done'],
    ['enrolled requires none without a factor', PASSWORD, 'enrolled', ['password'], 'done'],
    ['nor does it after a code', PASSWORD, 'enrolled', ['email_otp'], 'done'],
    ['a password is followed by a code', MAILED, 'enrolled', ['password'], 'prove email_otp'],
    ['a code is followed by the password', MAILED, 'enrolled', ['email_otp'], 'prove password'],
    ['so is a mailed link', MAILED, 'enrolled', ['email_link'], 'prove password'],
    [
      'so is the provider of the mailbox',
      MAILED,
      'enrolled',
      ['provider_of_mailbox'],
      'prove password',
    ],
    [
      'another provider is followed by either',
      MAILED,
      'enrolled',
      ['provider'],
      'prove email_otp password',
    ],
    [
      'nothing follows one that asked for two factors',
      MAILED,
      'enrolled',
      ['provider_mfa'],
      'done',
    ],
    ['not even where there is a possession factor', TOTP, 'always', ['provider_mfa'], 'done'],
    [
      'a provider is followed by the possession factor',
      TOTP,
      'enrolled',
      ['provider'],
      'prove totp recovery_code',
    ],
    ['always requires a second step', PASSWORD, 'always', ['password'], 'prove email_otp'],
    ['whichever proof came first', PASSWORD, 'always', ['email_otp'], 'prove password'],
    ['two kinds are enough', PASSWORD, 'always', ['email_otp', 'password'], 'done'],
    ['in either order', PASSWORD, 'always', ['password', 'email_otp'], 'done'],
    ['two of one kind are not', PASSWORD, 'always', ['email_otp', 'email_link'], 'prove password'],
    [
      'a user without a password sets one',
      NOTHING,
      'always',
      ['email_link'],
      'enrol password totp passkey',
    ],
    [
      'a removed password is replaced',
      { ...NOTHING, mailedCode: true },
      'enrolled',
      ['email_otp'],
      'enrol password totp passkey',
    ],
    [
      'a possession factor is required once there is one',
      TOTP,
      'enrolled',
      ['password'],
      'prove totp recovery_code',
    ],
    [
      'it is required after the mailbox too',
      TOTP,
      'enrolled',
      ['email_otp'],
      'prove totp recovery_code',
    ],
    [
      'mailbox and password are not enough',
      TOTP,
      'enrolled',
      ['email_otp', 'password'],
      'prove totp recovery_code',
    ],
    [
      'an enabled code may follow a password',
      TOTP_AND_MAIL,
      'enrolled',
      ['password'],
      'prove totp recovery_code email_otp',
    ],
    ['and does', TOTP_AND_MAIL, 'enrolled', ['password', 'email_otp'], 'done'],
    [
      'but not the other way round',
      TOTP_AND_MAIL,
      'enrolled',
      ['email_otp', 'password'],
      'prove totp recovery_code',
    ],
    [
      'nor may it follow a link',
      TOTP_AND_MAIL,
      'enrolled',
      ['email_link'],
      'prove totp recovery_code',
    ],
    ['a passkey is both steps', PASSKEY, 'always', ['passkey'], 'done'],
    ['a passkey may follow a code', PASSKEY, 'always', ['email_otp'], 'prove passkey'],
  ])('%s', (_, factors, policy, given, expected) => {
    const step = nextStep(factors, policy, given, ALL);
    expect(step.kind === 'done' ? 'done' : [step.kind, ...step.methods].join(' ')).toBe(expected);
  });

  it('throws without a proof', () => {
    expect(() => nextStep(NOTHING, 'off', [], ALL)).toThrow(RangeError);
  });

  const factors: fc.Arbitrary<Factors> = fc.record({
    password: fc.boolean(),
    mailedCode: fc.boolean(),
    possession: fc.uniqueArray(fc.constantFrom('totp', 'passkey', 'recovery_code')),
  });
  const proof = fc.constantFrom(...(Object.keys(PROOFS) as Proof[]));
  const kindsOf = (given: Proof[]) =>
    new Set(given.flatMap((one): readonly ProofKind[] => PROOFS[one].kinds));
  const isDue = ({ mailedCode, possession }: Factors, policy: SecondStepPolicy) =>
    policy === 'always' || (policy === 'enrolled' && (mailedCode || possession.length > 0));
  const due = fc
    .tuple(factors, fc.constantFrom<SecondStepPolicy>('enrolled', 'always'))
    .filter(([has, policy]) => isDue(has, policy));

  it('never counts two proofs of one kind as two steps', () => {
    fc.assert(
      fc.property(due, fc.array(proof, { minLength: 1, maxLength: 4 }), ([has, policy], given) => {
        if (kindsOf(given).size < 2)
          expect(nextStep(has, policy, given, ALL).kind).not.toBe('done');
      }),
    );
  });

  it('never asks for what the account lacks, nor for a kind already given', () => {
    fc.assert(
      fc.property(due, fc.array(proof, { minLength: 1, maxLength: 3 }), ([has, policy], given) => {
        const step = nextStep(has, policy, given, ALL);
        if (step.kind === 'done') return;
        for (const method of step.methods) {
          const [kind] = PROOFS[method].kinds;
          expect(kindsOf(given).has(kind)).toBe(false);
          if (step.kind === 'enrol') continue;
          if (kind === 'possession') expect(has.possession).toContain(method);
          if (kind === 'knowledge') expect(has.password).toBe(true);
        }
      }),
    );
  });

  it('opens an account by a possession factor alone, or by a password and an enabled code', () => {
    fc.assert(
      fc.property(due, fc.array(proof, { minLength: 1, maxLength: 4 }), ([has, policy], given) => {
        if (has.possession.length === 0 || kindsOf(given).has('possession')) return;
        const wanted = has.mailedCode && given[0] === 'password' && given[1] === 'email_otp';
        expect(nextStep(has, policy, given, ALL).kind === 'done').toBe(wanted);
      }),
    );
  });

  it('always leads to a session', () => {
    fc.assert(
      fc.property(due, proof, fc.infiniteStream(fc.nat()), ([has, policy], first, choices) => {
        let [now, given] = [has, [first]];
        for (let steps = 0; steps < 3; steps++) {
          const step = nextStep(now, policy, given, ALL);
          if (step.kind === 'done') return;
          expect(step.methods).not.toEqual([]);
          const choice = step.methods[choices.next().value % step.methods.length] as Proof;
          if (step.kind === 'enrol' && choice === 'password') now = { ...now, password: true };
          else if (step.kind === 'enrol')
            now = { ...now, possession: [...now.possession, choice as 'totp'] };
          given = [...given, choice];
        }
        expect(nextStep(now, policy, given, ALL).kind).toBe('done');
      }),
    );
  });
});

describe('authentication methods in tokens', () => {
  it.each<[Proof[], string]>([
    [['password'], 'pwd'],
    [['email_otp'], 'otp'],
    [['email_link'], 'email'],
    [['password', 'email_otp'], 'pwd otp mfa'],
    [['email_otp', 'password'], 'otp pwd mfa'],
    [['email_otp', 'email_link'], 'otp email'],
    [['email_otp', 'totp'], 'otp mfa'],
    [['passkey'], 'hwk mfa'],
  ])('of %j are %s', (given, amr) => {
    expect(amrOf(given).join(' ')).toBe(amr);
  });
});
