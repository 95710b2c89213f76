import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import type { Enroller } from '../../second-step/authenticate-enroller.ts';
import { type CompleteEnrolment, usedByEnrolment } from '../../second-step/complete-enrolment.ts';
import type { SignIn } from '../../second-step/complete-sign-in.ts';
import {
  type FirstRecoveryCodesDeps,
  firstRecoveryCodes,
} from '../../second-step/recovery-codes/first-recovery-codes.ts';
import { challengeSecret } from '../../second-step/use-passkey.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { TellFactorChange } from '../../step-up/ports.ts';
import type { FactorStore } from '../../users/factor-store.ts';
import type { NewPasskeyRow, OwnPasskey, PasskeyStore } from '../../users/passkey-store.ts';
import type { FactorRow, PasskeyRow } from '../../users/table.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { Challenges } from '../../webauthn/challenges.ts';
import { readClientData } from '../../webauthn/client-data.ts';
import type { NewCredential } from '../../webauthn/credential-schemas.ts';
import { newPasskeyRefused } from '../../webauthn/errors.ts';
import { modelName } from '../../webauthn/model-names.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';
import { type NewPasskey, verifyRegistration } from '../../webauthn/verify-registration.ts';
import { MOST_PASSKEYS, registrationOf } from './manage-passkeys.ts';

export type RegisterPasskeyDeps = FirstRecoveryCodesDeps & {
  passkeys: PasskeyStore;
  factors: FactorStore;
  users: UserStore;
  audit: AuditStore;
  guards: AccountGuards;
  changeUser: ChangeUser;
  challenges: Challenges;
  relyingParty: RelyingParty;
  tellFactorChange: TellFactorChange;
  completeEnrolment: CompleteEnrolment;
  clock: Clock;
  random: Random;
  log: Log;
  /** Life of a sign-in that requires another proof, in milliseconds. */
  codeTtl: number;
};

export type RegisterPasskeyInput = {
  enroller: Enroller;
  credential: NewCredential;
  label: string | null;
  client: ClientInfo;
};

/** The passkey, and the sign-in that it finished; null for a session, which goes on. */
export type RegisteredPasskey = Added & { signIn: SignIn | null };
/** Codes are to be shown once, with the first factor. */
type Added = { passkey: OwnPasskey; recovery_codes?: string[] };

/** {@link registerPasskey} with its dependencies. */
export const createRegisterPasskey = (deps: RegisterPasskeyDeps) => (input: RegisterPasskeyInput) =>
  registerPasskey(deps, input);
export type RegisterPasskey = ReturnType<typeof createRegisterPasskey>;

/**
 * Adds a passkey to an account, and recovery codes with its first factor. The challenge of the
 * options is used up, and given back if nothing was added. Ends no session; tells the owner. Throws
 * `validation_error` for whatever is wrong with the passkey, and `storage_unavailable`.
 */
export async function registerPasskey(
  deps: RegisterPasskeyDeps,
  input: RegisterPasskeyInput,
): Promise<RegisteredPasskey> {
  const { relyingParty, challenges, guards, completeEnrolment, clock, codeTtl } = deps;
  const { enroller, credential, client } = input;
  const { user } = enroller;
  const challenge = readClientData(credential.response.clientDataJSON)?.challenge ?? '';
  const known = challenges.judge(challenge, registrationOf(enroller));
  const made = await verifyRegistration(relyingParty, credential, challenge);
  if (known === null || made === null) throw newPasskeyRefused();
  const secret = challengeSecret(user, known);
  const along = usedByEnrolment(enroller, codeTtl);
  if (!(await guards.redeemAll(user.id, [secret, ...along], clock()))) throw newPasskeyRefused();
  const enrol = async () => {
    const added = await add(deps, input, { made, begunAt: known.issuedAt });
    const { factorId } = added.passkey;
    const signIn = await completeEnrolment({ enroller, proof: 'passkey', factorId, client });
    return { ...added, signIn };
  };
  return withRedeemed(deps, secret, enrol, along);
}

async function add(
  deps: RegisterPasskeyDeps,
  { enroller: { user, session }, label, client }: RegisterPasskeyInput,
  { made, begunAt }: { made: NewPasskey; begunAt: number },
): Promise<Added> {
  const { passkeys, factors, users, recoveryCodes, audit, changeUser, clock, random } = deps;
  const now = clock();
  const row: NewPasskeyRow = {
    ...made,
    factorId: random.uuidAt(now),
    userId: user.id,
    label: label ?? modelName(made.aaguid),
    createdAt: now,
  };
  const making = { userId: user.id, factor: made.credentialId, begunAt, now };
  const first = firstRecoveryCodes(deps, making);
  const metadata = { kind: 'passkey', factor_id: row.factorId };
  const where = session === null ? {} : { sessionId: session.claims.sid };
  const id = random.uuidAt(now);
  const event = { id, userId: user.id, ...where, origin: client, metadata, at: now } as const;
  const { userId, ...stored } = row;
  const added = { ...stored, lastUsedAt: null };
  const told = { user, factors: [rowsOf(userId, added)], client, at: now, event: id };
  await deps.tellFactorChange({ ...told, change: 'added' });
  const { happened, results } = await changeUser({
    userId: user.id,
    tightens: { factors: ['passkey'] },
    statements: [
      ...passkeys.addStatements(row, MOST_PASSKEYS),
      ...first.statements,
      // Where nothing was added, there is nothing that codes make up for.
      recoveryCodes.removeOrphansStatement(user.id),
      users.recordChangeStatement(user.id, now),
      audit.recordWhenStatement(
        { ...event, type: 'factor.added' },
        passkeys.isAdded(row.factorId),
        {
          first: factors.onlyCondition(user.id, row.factorId),
        },
      ),
    ],
    happened: ([, inserted]) => inserted.length > 0,
  });
  // A retry of one that was written although it failed finds its passkey there.
  const passkey = happened ? added : await findOwn(passkeys, user.id, made);
  return { passkey, ...first.shown(results[3]) };
}

async function findOwn(
  passkeys: PasskeyStore,
  userId: string,
  { credentialId, publicKey }: NewPasskey,
): Promise<OwnPasskey> {
  const known = await passkeys.list(userId);
  const own = known.find((one) => one.credentialId === credentialId && one.publicKey === publicKey);
  if (own === undefined) throw newPasskeyRefused();
  return own;
}

/** A passkey as its two rows. */
function rowsOf(
  userId: string,
  { label, createdAt, lastUsedAt, ...passkey }: OwnPasskey,
): { factor: FactorRow; passkey: PasskeyRow } {
  const { factorId: id } = passkey;
  const kind = 'passkey';
  const factor = { id, userId, kind, label, secret: null, sealedBy: null, createdAt, lastUsedAt };
  return { factor, passkey };
}
