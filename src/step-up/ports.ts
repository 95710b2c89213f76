import type { AuditEvent } from '../audit/event.ts';
import type { ClientInfo } from '../http/client-info.ts';
import type { Reader } from '../mail/letterhead.ts';
import type { Batch, Condition } from '../shared/database.ts';
import type { FactorRow, IdentityRow, PasskeyRow } from '../users/table.ts';
import type { AccountView, User } from '../users/user.ts';

// Use cases that features call across folders. One feature builds each; `wiring/` passes it on.

/**
 * Confirms the password of a signed-in user, and returns the user as read from D1. Throws
 * `account_locked`, `invalid_credentials`, `storage_unavailable`.
 */
export type ConfirmPassword = (input: {
  user: AccountView;
  sessionId: string;
  password: string;
  client: ClientInfo;
}) => Promise<User>;

/** Mails a link and a code that verify an address; using one uses up both. */
export type SendVerification = (input: {
  /** As typed; the mail goes there. */
  email: string;
  /** The registration that sends it; null for a mail requested later. */
  registration: string | null;
  /** Every registration of the address. */
  waiting: (Reader & { signInEpoch: number })[];
  /** Where the request came from, in words. */
  from: string;
  /** Where the reader wants to go in the end; by default the account. */
  returnTo?: string | null;
  /** The language that the request asked for; see `Reader`. */
  language?: string | null | undefined;
  /** The job's key, the same at each attempt. */
  key: string;
}) => Promise<void>;

/** Erases an account. Throws `forbidden` for the last admin, `storage_unavailable`. */
export type EraseAccount = (input: {
  user: { id: string; email: string; timezone?: string; locale?: string | null };
  /** The administrator and their reason; null for the owner. */
  by: { actorId: string; reason: string | null } | null;
  /** True if another person proved the address: its first registrant is then not notified. */
  yields?: boolean;
  client: ClientInfo;
}) => Promise<void>;

/**
 * Erases the unverified accounts of an address that another user proves. Throws
 * `storage_unavailable`.
 */
export type ClearAddress = {
  /** Returns whether there were any; false as well if the address has another owner. */
  forUser(input: { id: string; email: string; client: ClientInfo }): Promise<boolean>;
};

/**
 * Removes a password, ends all sessions and mails the owner a link to set a new one. Safe to
 * repeat. Returns whether it happened. Throws `storage_unavailable`.
 */
export type ForceReset = (input: {
  user: { id: string; email: string };
  /** What the audit trail records. */
  event: AuditEvent;
  /** Who requested it, in words, for the mail. */
  from: string;
  /** Statements that go first in the same batch; resets only if `when` holds after them. */
  after?: { statements: Batch; when: Condition };
}) => Promise<boolean>;

/**
 * Mails the owner that factors were added or removed, with a link that reverts it, once D1 has the
 * event of the change: called before it is made, so that no change is not told. Throws
 * `storage_unavailable` if the mail cannot be queued.
 */
export type TellFactorChange = (input: {
  user: Pick<AccountView, 'id' | 'email'>;
  change: 'added' | 'removed';
  /** The rows, as needed to put them back. */
  factors: readonly { factor: FactorRow; passkey?: PasskeyRow | undefined }[];
  client: ClientInfo;
  /** Epoch milliseconds. */
  at: number;
  /** The id of the event. */
  event: string;
}) => Promise<void>;

/**
 * Mails the owner that an account at a provider was connected or disconnected, with a link that
 * reverts it, once D1 has the event of the change: called before it is made, so that no change is
 * not told. Not for the identity that an account is made with. Throws `storage_unavailable` if the
 * mail cannot be queued.
 */
export type TellIdentityChange = (input: {
  user: Pick<AccountView, 'id' | 'email'>;
  change: 'connected' | 'disconnected';
  /** The row, as needed to put it back. */
  identity: IdentityRow;
  client: ClientInfo;
  /** Epoch milliseconds: for `connected`, not after `createdAt` of the row. */
  at: number;
  /** The id of the event. */
  event: string;
}) => Promise<void>;
