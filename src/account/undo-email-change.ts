import type { AuditStore } from '../audit/audit-store.ts';
import type { AccountGuards } from '../guard/account-guards.ts';
import { redeemFor } from '../guard/redeem-for.ts';
import { type ClientInfo, describeClient } from '../http/client-info.ts';
import { secretInvalid } from '../one-time-secrets/errors.ts';
import type { OneTimeSecrets } from '../one-time-secrets/one-time-secrets.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { ClearAddress, ForceReset } from '../step-up/ports.ts';
import type { AddressStore } from '../users/address-store.ts';
import { normalizeEmail } from '../users/identifiers.ts';
import { emailUndoSecret, UNDO_TTL } from './email-change.ts';

export type UndoEmailChangeDeps = {
  addresses: AddressStore;
  clearAddress: ClearAddress;
  audit: AuditStore;
  guards: AccountGuards;
  secrets: OneTimeSecrets;
  /** Takes the password away: whoever asked for the change knew it. */
  forceReset: ForceReset;
  mailedSecrets: string[];
  clock: Clock;
  log: Log;
};
export type UndoEmailChange = (input: { token: string; client: ClientInfo }) => Promise<void>;

/**
 * Takes a change of address back, done or still pending: the account has its old address again, all sessions end, a new
 * password has to be set by a link that goes there, a second step that was switched on since is off again, and what was
 * mailed to any other address is worth nothing. Who only registered the old address meanwhile yields. Whoever
 * changed the address twice is undone all the same, and cannot undo the owner: a link outranks those of later changes, and
 * none takes an earlier one with it. A failing write gives the link back. Throws `secret_invalid`, also if
 * another account has proved the old address by now; `storage_unavailable`.
 */
export function createUndoEmailChange(deps: UndoEmailChangeDeps): UndoEmailChange {
  const { addresses, clearAddress, audit, guards, secrets, forceReset, mailedSecrets } = deps;
  const { clock, log } = deps;

  function restore(input: { userId: string; email: string; since: number; client: ClientInfo }) {
    const { userId, email, since, client } = input;
    const now = clock();
    const emailNormalized = normalizeEmail(email);
    const event = { type: 'email.change_undone', userId, origin: client, at: now } as const;
    const when = addresses.ownsCondition(userId, emailNormalized);
    const change = { id: userId, email, emailNormalized, dropsSecondStepSince: since, now };
    return forceReset({
      user: { id: userId, email },
      event: { type: 'password.reset_forced', userId, origin: client, at: now },
      from: describeClient(client),
      after: {
        statements: [
          addresses.changeEmailStatement(change),
          addresses.yieldStatement(userId, emailNormalized),
          audit.recordWhenStatement(event, when),
        ],
        when,
      },
    });
  }

  return async function undoEmailChange({ token, client }) {
    const secret = await secrets.findLink(emailUndoSecret, token);
    if (secret === null || !(await guards.redeem(secret, clock(), { since: secret.issuedAt })))
      throw secretInvalid();
    const { userId } = secret;
    const { email } = secret.context;
    await redeemFor(guards, secret, log, async () => {
      const now = clock();
      const undo = { userId, email, since: secret.issuedAt, client };
      const isUndone =
        (await restore(undo)) ||
        ((await clearAddress.forUser({ id: userId, email: normalizeEmail(email), client })) &&
          (await restore(undo)));
      if (!isUndone) throw secretInvalid();
      // By the time before, so that the link to set a new password, which may be on its way already, is not among them.
      await guards.voidSecrets(userId, {
        purposes: mailedSecrets,
        now,
        rememberUntil: now + UNDO_TTL,
      });
      // Last, since it takes this link with it and nothing may fail after that.
      const endedAt = clock();
      const later = { purposes: [emailUndoSecret.name], since: secret.issuedAt };
      await guards.voidSecrets(userId, {
        ...later,
        now: endedAt,
        rememberUntil: endedAt + UNDO_TTL,
      });
    });
  };
}
