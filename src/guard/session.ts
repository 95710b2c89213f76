/** Why a session ended. */
export type EndReason =
  | 'logout'
  | 'terminated'
  | 'password_changed'
  | 'password_reset'
  | 'admin'
  | 'account_disabled'
  | 'email_change_undone'
  | 'too_many_sessions'
  | 'replaced'
  | 'idle'
  | 'token_revoked'
  | 'refresh_token_reused'
  | 'overtaken'
  | 'code_replayed'
  | 'consent_withdrawn'
  | 'identity_disconnected';

/** A new sign-in of a device. Times are epoch milliseconds. */
export type NewSession = {
  id: string;
  userId: string;
  deviceName: string | null;
  deviceFingerprint: string;
  browser: string | null;
  os: string | null;
  deviceType: string | null;
  userAgent: string | null;
  ipAddress: string | null;
  city: string | null;
  country: string | null;
  amr: string[];
  /** The OAuth client that holds it; null for a sign-in at our own routes. */
  clientId: string | null;
  createdAt: number;
  expiresAt: number;
};

/** A sign-in of a device, as the guard keeps it and D1 shows it. */
export type Session = Omit<NewSession, 'deviceFingerprint'> & {
  deviceFingerprint: string | null;
  lastActivityAt: number;
  lastRotationAt: number;
  revokedAt: number | null;
  revokeReason: string | null;
  /** The number of its latest change: of two rows the higher one is the later. */
  seq: number;
};

/** Where a session began. */
export type SessionOrigin = Pick<Session, 'ipAddress' | 'userAgent'>;
