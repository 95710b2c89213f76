import type { AuditStore } from '../../audit/audit-store.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import type { RedeemCode, Standing } from '../../guard/redeem-code.ts';
import type { ToUse } from '../../guard/to-use.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { notFound } from '../../http/errors.ts';
import type { FoundSecret, OneTimeSecrets } from '../../one-time-secrets/one-time-secrets.ts';
import { secretOf } from '../../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../../shared/clock.ts';
import type { KeyRing } from '../../shared/digest.ts';
import type { TellFactorChange } from '../../step-up/ports.ts';
import type { FactorStore, NewFactor } from '../../users/factor-store.ts';
import type { AccountView, User } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import { tooManyFactors } from '../errors.ts';
import { type FactorView, toFactorViews } from '../factor-view.ts';
import {
  type FirstRecoveryCodesDeps,
  firstRecoveryCodes,
} from '../recovery-codes/first-recovery-codes.ts';
import { findStep } from './one-time-passwords.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';
import {
  MOST_DEVICES,
  TOTP,
  type TotpEnrolment,
  timeStepSecret,
  totpEnrolmentSecret,
} from './totp-secrets.ts';

export type ConfirmTotpDeps = FirstRecoveryCodesDeps & {
  users: UserStore;
  factors: FactorStore;
  audit: AuditStore;
  secrets: OneTimeSecrets;
  redeemCode: RedeemCode;
  changeUser: ChangeUser;
  tellFactorChange: TellFactorChange;
  clock: Clock;
  factorKeys: KeyRing;
};
export type ConfirmTotpInput = {
  user: AccountView;
  begunBy: string;
  /** What tells its bearer from a stranger: tries are counted there. */
  standing: Standing;
  /** What a right code uses up besides: the sign-in that the enrolment completes, if any. */
  along: readonly ToUse[];
  sessionId: string | null;
  id: string;
  code: string;
  client: ClientInfo;
};
/** The user as changed, null if just erased; the factor, and codes to show once with the first. */
export type ConfirmedTotp = {
  user: User | null;
  answer: { factor: FactorView; recovery_codes?: string[] };
};
export type ConfirmTotp = ReturnType<typeof createConfirmTotp>;

/** {@link confirmTotp} with its dependencies. */
export const createConfirmTotp =
  (deps: ConfirmTotpDeps) =>
  <T>(input: ConfirmTotpInput, work: (confirmed: ConfirmedTotp) => Promise<T>) =>
    confirmTotp(deps, input, work);

/**
 * Adds the authenticator app that shows this code, then runs `work`. The code is used up: it signs
 * nobody in. Throws `not_found` for an unknown or expired id and for one that another session
 * began, `otp_invalid` for a wrong code, `too_many_factors`, `storage_unavailable`, and what `work`
 * throws.
 */
export async function confirmTotp<T>(
  deps: ConfirmTotpDeps,
  input: ConfirmTotpInput,
  work: (confirmed: ConfirmedTotp) => Promise<T>,
): Promise<T> {
  const { secrets, redeemCode, clock, factorKeys } = deps;
  const { user, begunBy, standing, along, id, code, client } = input;
  const found = secretOf(user, await secrets.findLink(totpEnrolmentSecret, id));
  if (found === null || found.context.begunBy !== begunBy) throw notFound();
  const { factorId, sealed } = found.context;
  const bytes = await openSecret(factorKeys, { factorId, sealed });
  const now = clock();
  const step = await findStep(bytes, code, now);
  const steps = step === null ? [] : [timeStepSecret({ userId: user.id, factorId, step, now })];
  const typed = {
    holder: user,
    name: user.id,
    purpose: totpEnrolmentSecret,
    found: step === null ? null : found,
    along: [...steps, ...along],
    standing,
    client,
  };
  return redeemCode(typed, async ({ secret }) => work(await add(deps, input, { secret, bytes })));
}

async function add(
  deps: ConfirmTotpDeps,
  { user, sessionId, client }: ConfirmTotpInput,
  {
    secret: { context, issuedAt: begunAt },
    bytes,
  }: { secret: FoundSecret<TotpEnrolment>; bytes: Uint8Array },
): Promise<ConfirmedTotp> {
  const { users, factors, audit, changeUser, tellFactorChange, clock, random, factorKeys } = deps;
  const now = clock();
  const { factorId, label } = context;
  const factor: NewFactor = {
    id: factorId,
    userId: user.id,
    kind: TOTP,
    label,
    // Anew: the key may have changed since the enrolment began.
    ...(await sealSecret(factorKeys, { factorId, bytes })),
    createdAt: now,
  };
  const first = firstRecoveryCodes(deps, { userId: user.id, factor: factorId, begunAt, now });
  const metadata = { kind: TOTP, factor_id: factorId };
  const session = sessionId === null ? {} : { sessionId };
  const id = random.uuidAt(now);
  const event = { id, userId: user.id, ...session, origin: client, metadata, at: now } as const;
  const row = { ...factor, lastUsedAt: null };
  const told = { user, factors: [{ factor: row }], client, at: now, event: id };
  await tellFactorChange({ ...told, change: 'added' });
  const isAdded = factors.addedCondition(factor);
  const {
    results,
    happened,
    user: changed,
  } = await changeUser({
    userId: user.id,
    tightens: { factors: [TOTP] },
    statements: [
      factors.addStatement(factor, MOST_DEVICES),
      ...first.statements,
      users.recordChangeStatement(user.id, now),
      audit.recordWhenStatement({ ...event, type: 'factor.added' }, isAdded, {
        first: factors.onlyCondition(user.id, factorId),
      }),
    ],
    happened: ([added]) => added.length > 0,
  });
  // A retry of one that was written although it failed finds its factor there.
  const earlier = happened ? null : await factors.findPossession(user.id, factorId);
  if (!happened && earlier === null) throw tooManyFactors();
  const [view] = toFactorViews([earlier?.factor ?? row]);
  return {
    user: changed,
    answer: { factor: view as FactorView, ...first.shown(results[2]) },
  };
}
