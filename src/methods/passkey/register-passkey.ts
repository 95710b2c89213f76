import type { AuditStore } from '../../audit/audit-store.ts';
import type { AccountGuards } from '../../guard/account-guards.ts';
import type { ChangeUser } from '../../guard/change-user.ts';
import { withRedeemed } from '../../guard/with-redeemed.ts';
import type { ClientInfo } from '../../http/client-info.ts';
import { challengeSecret } from '../../second-step/use-passkey.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Random } from '../../shared/random.ts';
import type { NewPasskeyRow, OwnPasskey, PasskeyStore } from '../../users/passkey-store.ts';
import type { AccountView } from '../../users/user.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { Challenges } from '../../webauthn/challenges.ts';
import { readClientData } from '../../webauthn/client-data.ts';
import type { NewCredential } from '../../webauthn/credential-schemas.ts';
import { newPasskeyRefused } from '../../webauthn/errors.ts';
import { modelName } from '../../webauthn/model-names.ts';
import type { RelyingParty } from '../../webauthn/relying-party.ts';
import { type NewPasskey, verifyRegistration } from '../../webauthn/verify-registration.ts';
import { registrationOf } from './manage-passkeys.ts';

export type RegisterPasskeyDeps = {
  passkeys: PasskeyStore;
  users: UserStore;
  audit: AuditStore;
  guards: AccountGuards;
  changeUser: ChangeUser;
  challenges: Challenges;
  relyingParty: RelyingParty;
  clock: Clock;
  random: Random;
  log: Log;
};

export type RegisterPasskeyInput = {
  user: AccountView;
  /** The session, or the sign-in that waits for this; the options were for the same. */
  place: string;
  sessionId: string | null;
  credential: NewCredential;
  label: string | null;
  client: ClientInfo;
};

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
): Promise<OwnPasskey> {
  const { relyingParty, challenges, guards, clock } = deps;
  const { user, place, credential } = input;
  const challenge = readClientData(credential.response.clientDataJSON)?.challenge ?? '';
  const known = challenges.judge(challenge, registrationOf(user, place));
  const made = await verifyRegistration(relyingParty, credential, challenge);
  if (known === null || made === null) throw newPasskeyRefused();
  const secret = challengeSecret(user, known);
  if (!(await guards.redeem(secret, clock()))) throw newPasskeyRefused();
  return withRedeemed(deps, secret, () => add(deps, input, made));
}

async function add(
  { passkeys, users, audit, changeUser, clock, random }: RegisterPasskeyDeps,
  { user, sessionId, label, client }: RegisterPasskeyInput,
  made: NewPasskey,
): Promise<OwnPasskey> {
  const now = clock();
  const row: NewPasskeyRow = {
    ...made,
    factorId: random.uuidAt(now),
    userId: user.id,
    label: label ?? modelName(made.aaguid),
    createdAt: now,
  };
  const isAdded = passkeys.isAdded(row.factorId);
  const metadata = { kind: 'passkey', factor_id: row.factorId };
  const session = sessionId === null ? {} : { sessionId };
  const event = { userId: user.id, ...session, origin: client, metadata, at: now } as const;
  const { happened } = await changeUser({
    userId: user.id,
    tightens: { factors: ['passkey'] },
    statements: [
      ...passkeys.addStatements(row),
      users.recordChangeStatement(user.id, now),
      audit.recordWhenStatement({ ...event, type: 'factor.added' }, isAdded),
    ],
    happened: ([, added]) => added.length > 0,
  });
  if (!happened) throw newPasskeyRefused();
  const { userId, ...stored } = row;
  return { ...stored, lastUsedAt: null };
}
