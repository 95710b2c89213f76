import type { User } from '../users/user.ts';

/** By what a prover shows that a registration is their own. */
export type Claim = 'password' | 'cookie' | 'registration_mail';

/** What of a registration the choice goes by. */
export type Claimable = Pick<User, 'id' | 'signInEpoch' | 'createdAt'> & { hasSessions: boolean };

export type Evidence = {
  /** The registration whose mail is used; null for a mail that was asked for later. */
  mailedBy: string | null;
  /** The registration that this browser made. */
  marked: string | null;
  /** The registration whose password was sent along. */
  opened: string | null;
};

/** `registration` is null where all are in use by somebody else: the prover then gets an account of their own. */
export type Choice<T> = { claim: Claim; registration: T } | { claim: null; registration: T | null };

/**
 * Which registration of an address becomes the account of whoever proved it, and whether its password is theirs. A password
 * counts that was sent along, or that was set from this browser; or by the registration whose own mail is used, if it is the
 * only one and nobody has signed in. Anything else may be a stranger's. `registrations`: the newest first.
 */
export function chooseRegistration<T extends Claimable>(
  registrations: T[],
  { mailedBy, marked, opened }: Evidence,
): Choice<T> {
  const of = (id: string | null) => registrations.find((one) => one.id === id);
  const byPassword = of(opened);
  if (byPassword !== undefined) return { claim: 'password', registration: byPassword };
  const byCookie = of(marked);
  if (byCookie !== undefined) return { claim: 'cookie', registration: byCookie };
  const own = of(mailedBy);
  if (own !== undefined && registrations.length === 1 && !own.hasSessions)
    return { claim: 'registration_mail', registration: own };
  const unused = registrations.filter((one) => !one.hasSessions);
  return { claim: null, registration: unused.find((one) => one === own) ?? unused[0] ?? null };
}

/**
 * Whether what was mailed died with sessions: those of the registration that mailed it, or of the one that is claimed by it,
 * were ended since. Its first epoch, of the registration itself, ended none.
 */
export function diedWithSessions<T extends Claimable>(
  issuedAt: number,
  registrations: T[],
  { mailedBy }: Pick<Evidence, 'mailedBy'>,
  { claim, registration }: Choice<T>,
): boolean {
  const own = registrations.find((one) => one.id === mailedBy);
  const concerned = [own, claim === null ? null : registration];
  return concerned.some(
    (one) => one != null && one.signInEpoch >= issuedAt && one.signInEpoch > one.createdAt,
  );
}

/**
 * Whether an address was just proved by the same secret, and the answer failed: then it may be given again. Holds until
 * somebody signs in, and for nobody who would not have got it then.
 */
export function answersAgain(
  owner: User,
  issuedAt: number,
  { mailedBy, marked, opened }: Evidence,
): boolean {
  const provedAt = owner.emailVerifiedAt ?? 0;
  const isFresh =
    owner.status === 'active' &&
    provedAt >= issuedAt &&
    owner.signInEpoch <= provedAt &&
    (owner.lastLoginAt ?? 0) <= provedAt;
  return isFresh && (owner.passwordHash === null || [mailedBy, marked, opened].includes(owner.id));
}
