import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasEndedSince,
  isSameIdentity,
  judgeAddress,
  meet,
  proofOf,
} from '../../../src/methods/social/judge-answer.ts';
import type { ProviderAnswer } from '../../../src/methods/social/provider-answer.ts';
import { normalizeEmail } from '../../../src/users/identifiers.ts';

const PEOPLE = ['ada', 'eve', 'joe'] as const;
type Person = (typeof PEOPLE)[number];
const ADDRESSES = ['one@example.com', 'Two@example.com', 'tw.o+x@gmail.com', 'ｏne@example.com'];
const ISSUERS = ['https://a.test', 'https://b.test'];

type Identity = Pick<ProviderAnswer, 'provider' | 'issuer' | 'subject'>;
/** `owner`: who made it, by proving the mailbox then. */
type Account = { owner: Person; address: string; identities: Identity[]; disabled: boolean };
type World = { accounts: Account[]; mailboxes: Map<string, Person> };

const person = fc.constantFrom(...PEOPLE);
const address = fc.constantFrom(...ADDRESSES);
const act = fc.oneof(
  /** A mailbox is given to somebody else. */
  fc.record({ kind: fc.constant('recycle' as const), address, to: person }),
  /** Somebody registers by password and proves the mailbox, or an administrator disables them. */
  fc.record({ kind: fc.constant('register' as const), by: person, address }),
  fc.record({ kind: fc.constant('disable' as const), address }),
  /** A provider says whatever somebody makes it say of themselves. */
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      by: person,
      issuer: fc.constantFrom(...ISSUERS),
      address: fc.option(address),
      vouches: fc.boolean(),
      proves: fc.option(address),
      mustConsent: fc.boolean(),
    }),
  },
);
const firstHolders = fc.array(person, { minLength: 4, maxLength: 4 });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type Answer = Extract<Act, { kind: 'answer' }>;

const holds = ({ mailboxes }: World, by: Person, mailbox: string) =>
  mailboxes.get(normalizeEmail(mailbox)) === by;
const holderOf = ({ accounts }: World, mailbox: string) =>
  accounts.find((account) => account.address === normalizeEmail(mailbox));

/** A provider vouches only for a mailbox of whoever signs in there; it may claim any other. */
function toAnswer(world: World, { by, issuer, address: email, vouches }: Answer): ProviderAnswer {
  return {
    ...{ provider: 'one', issuer, subject: `subject-of-${by}`, email },
    vouchesForEmail: vouches && email !== null && holds(world, by, email),
    ...{ vouchesForTwoFactors: false, firstName: '', lastName: '', displayName: '' },
  };
}

/** Returns the account that an answer opens, as `sign-in-with-provider.ts` does; null for none. */
function open(world: World, given: Answer): Account | null {
  const answer = toAnswer(world, given);
  const known = world.accounts.find(({ identities }) =>
    identities.some(({ provider, subject }) => provider === 'one' && subject === answer.subject),
  );
  if (known !== undefined) {
    const [identity] = known.identities;
    return identity !== undefined && isSameIdentity(answer, identity) ? known : null;
  }
  const proved =
    given.proves !== null && holds(world, given.by, given.proves) ? given.proves : null;
  const meeting = meet(answer, proved);
  if (meeting.kind === 'prove_address') return null;
  const holder = holderOf(world, meeting.email);
  const owner = holder === undefined ? null : ({} as never);
  if (judgeAddress({ owner, registrations: [] }, given.mustConsent) !== 'open') return null;
  const { provider, issuer, subject } = answer;
  const account = {
    ...{ owner: given.by, address: normalizeEmail(meeting.email), disabled: false },
    identities: [{ provider, issuer, subject }],
  };
  world.accounts.push(account);
  return account;
}

function play(world: World, step: Act): Account | null {
  if (step.kind === 'recycle') world.mailboxes.set(normalizeEmail(step.address), step.to);
  if (step.kind === 'disable')
    for (const account of world.accounts)
      if (account.address === normalizeEmail(step.address)) account.disabled = true;
  if (step.kind === 'register' && holds(world, step.by, step.address)) {
    const free = holderOf(world, step.address) === undefined;
    const made = { owner: step.by, address: normalizeEmail(step.address), identities: [] };
    if (free) world.accounts.push({ ...made, disabled: false });
  }
  return step.kind === 'answer' ? open(world, step) : null;
}

describe('what follows an answer of a provider', () => {
  it('never opens an account to anybody but the person who made it', () => {
    let opened = 0;
    fc.assert(
      fc.property(firstHolders, fc.array(act, { maxLength: 40 }), (first, steps) => {
        const mailboxes = new Map(
          ADDRESSES.map((one, at) => [normalizeEmail(one), first[at] ?? 'ada']),
        );
        const world: World = { accounts: [], mailboxes };
        for (const step of steps) {
          const account = play(world, step);
          if (account === null || step.kind !== 'answer') continue;
          opened++;
          expect(account.owner).toBe(step.by);
        }
        const addresses = world.accounts.map((account) => account.address);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
      { numRuns: 2000 },
    );
    // The world is one in which accounts are opened at all.
    expect(opened).toBeGreaterThan(500);
  });

  const base: ProviderAnswer = {
    ...{ provider: 'one', issuer: 'https://a.test', subject: 's', email: 'Ada@Example.com' },
    ...{ vouchesForEmail: true, vouchesForTwoFactors: false },
    ...{ firstName: '', lastName: '', displayName: '' },
  };
  const user = { emailNormalized: 'ada@example.com', emailVerifiedAt: 1 };

  it.each<
    [string, Partial<ProviderAnswer>, Partial<typeof user> | { emailVerifiedAt: null }, string]
  >([
    ['of the mailbox, for the account’s own address', {}, {}, 'provider_of_mailbox'],
    ['of itself alone, if it does not vouch', { vouchesForEmail: false }, {}, 'provider'],
    ['of itself alone, for another address', { email: 'eve@example.com' }, {}, 'provider'],
    ['of itself alone, without an address', { email: null }, {}, 'provider'],
    ['of itself alone, for an unproved address', {}, { emailVerifiedAt: null }, 'provider'],
    ['of itself alone, in letters we do not take', { email: 'ａda@example.com' }, {}, 'provider'],
    [
      'of two factors, if it is trusted to say so',
      { vouchesForTwoFactors: true },
      {},
      'provider_mfa',
    ],
  ])('is a proof %s', (_, answer, has, expected) => {
    expect(proofOf({ ...base, ...answer }, { ...user, ...has })).toBe(expected);
  });

  it.each([
    ['an owner', { owner: {} as never, registrations: [] }, 'owner_must_sign_in'],
    [
      'an owner, and an offender',
      { owner: {} as never, registrations: [{ status: 'disabled' as const }] },
      'owner_must_sign_in',
    ],
    [
      'a registration that was disabled',
      {
        owner: null,
        registrations: [{ status: 'active' as const }, { status: 'disabled' as const }],
      },
      'closed',
    ],
    [
      'a mere registration',
      { owner: null, registrations: [{ status: 'active' as const }] },
      'finish',
    ],
    ['nobody', { owner: null, registrations: [] }, 'finish'],
  ])('finds at an address %s', (_, holders, expected) => {
    expect(judgeAddress(holders, true)).toBe(expected);
    const decided = expected === 'finish' ? 'open' : expected;
    expect(judgeAddress(holders, false)).toBe(decided);
  });

  it.each([
    ['before its account was made', 5, 10, 10, false],
    ['before all sessions ended', 15, 20, 10, true],
    ['as all sessions ended', 20, 20, 10, false],
    ['since', 25, 20, 10, false],
  ])('is void of a state that was made %s: %#', (_, issuedAt, signInEpoch, createdAt, ended) => {
    expect(hasEndedSince({ issuedAt }, { signInEpoch, createdAt })).toBe(ended);
  });
});
