import type { User } from '../users/user.ts';

/** The evidence that a registration belongs to the user who verifies the address. */
export type Claim = 'password' | 'cookie' | 'registration_mail';

/** The fields of a registration that the choice depends on. */
export type Claimable = Pick<User, 'id' | 'signInEpoch' | 'createdAt'> & { hasSessions: boolean };

export type Evidence = {
  /** The registration whose mail was used; null for a mail requested later. */
  mailedBy: string | null;
  /** The registration made from this browser. */
  marked: string | null;
  /** The registration whose password was sent with the request. */
  opened: string | null;
  /** Whether the prover said that none of the registrations was theirs. */
  disowned?: boolean;
};

/** `registration` is null if others use all of them: the user then gets a new account. */
export type Choice<T> = { claim: Claim; registration: T } | { claim: null; registration: T | null };

/**
 * Chooses which registration of an address becomes the account of the user who verifies it, and
 * whether its password is theirs. The password counts if it was sent with the request, if it was
 * set from this browser, or if the registration's own mail was used, it is the only registration
 * and it has never signed in. Otherwise, or if the user says so, it may be a stranger's.
 * `registrations`: newest first.
 */
export function chooseRegistration<T extends Claimable>(
  registrations: T[],
  { mailedBy, marked, opened, disowned = false }: Evidence,
): Choice<T> {
  const of = (id: string | null) => registrations.find((one) => one.id === id);
  const own = of(mailedBy);
  if (disowned) return unclaimed(registrations, own);
  const byPassword = of(opened);
  if (byPassword !== undefined) return { claim: 'password', registration: byPassword };
  const byCookie = of(marked);
  if (byCookie !== undefined) return { claim: 'cookie', registration: byCookie };
  if (own !== undefined && registrations.length === 1 && !own.hasSessions)
    return { claim: 'registration_mail', registration: own };
  return unclaimed(registrations, own);
}

function unclaimed<T extends Claimable>(registrations: T[], own: T | undefined): Choice<T> {
  const unused = registrations.filter((one) => !one.hasSessions);
  return { claim: null, registration: unused.find((one) => one === own) ?? unused[0] ?? null };
}

/**
 * Returns whether a mailed secret is void because sessions were ended after it was issued: those of
 * the registration that mailed it, or of the one it claims. The epoch that registering itself sets
 * does not count.
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
 * Returns whether the same secret has just verified the address but the response was lost, so that
 * a retry may get it again. True only until the first sign-in, and only for evidence that would
 * have succeeded the first time.
 */
export function answersAgain(
  owner: User,
  issuedAt: number,
  { mailedBy, marked, opened, disowned = false }: Evidence,
): boolean {
  const provedAt = owner.emailVerifiedAt ?? 0;
  const isFresh =
    owner.status === 'active' &&
    provedAt >= issuedAt &&
    owner.signInEpoch <= provedAt &&
    (owner.lastLoginAt ?? 0) <= provedAt;
  const proofs = disowned ? [] : [mailedBy, marked, opened];
  return isFresh && (owner.passwordHash === null || proofs.includes(owner.id));
}
