/** Severity, lowest first. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Every audit event with its severity. */
export const AUDIT_EVENTS = {
  'user.registered': 'low',
  'user.imported': 'low',
  'user.email_verified': 'low',
  'session.started': 'low',
  'session.started_from_new_device': 'medium',
  'session.refreshed': 'low',
  'session.stepped_up': 'low',
  'session.ended': 'low',
  'session.others_ended': 'medium',
  'token.revoked': 'low',
  'grant.started': 'low',
  'grant.code_replayed': 'high',
  'consent.given': 'medium',
  'consent.withdrawn': 'medium',
  'session.sign_in_failed': 'medium',
  'session.refresh_token_reused': 'critical',
  'password.changed': 'medium',
  'password.reset_asked': 'low',
  'password.reset': 'high',
  'password.found_in_breach': 'high',
  'password.breach_check_failed': 'low',
  'account.locked': 'high',
  'account.unlocked': 'medium',
  'account.tries_used_up': 'high',
  'second_factor.failed': 'high',
  'second_factor.enabled': 'medium',
  'second_factor.disabled': 'high',
  'factor.added': 'medium',
  'factor.used': 'low',
  'factor.removed': 'high',
  'factor.change_undone': 'critical',
  'factor.removal_asked': 'high',
  'factor.removal_cancelled': 'high',
  'recovery_code.used': 'high',
  'recovery_codes.replaced': 'high',
  'factor.counter_went_back': 'high',
  'identity.connected': 'medium',
  'identity.disconnected': 'high',
  'identity.refused': 'high',
  'user.profile_changed': 'low',
  'email.change_asked': 'medium',
  'email.changed': 'high',
  'email.change_undone': 'critical',
  'account.exported': 'medium',
  'account.erased': 'high',
  'password.reset_forced': 'high',
  'admin.locked': 'high',
  'admin.unlocked': 'medium',
  'admin.disabled': 'high',
  'admin.enabled': 'medium',
  'admin.email_verified': 'medium',
  'admin.sessions_ended': 'high',
  'admin.roles_changed': 'high',
  'admin.factor_removal_asked': 'high',
  'admin.factor_removal_cancelled': 'high',
  'admin.factors_removed': 'high',
  'admin.reconciled': 'high',
  'admin.verification_resent': 'medium',
  'admin.job_started': 'high',
  'admin.job_finished': 'high',
  'admin.job_stopped': 'high',
  'admin.users_exported': 'critical',
  'admin.client_registered': 'high',
  'admin.client_changed': 'high',
  'admin.client_secret_rotated': 'high',
  'admin.client_removed': 'high',
  'admin.dead_letter_retried': 'medium',
  'admin.dead_letter_dropped': 'high',
  'limit.hit': 'medium',
  'mail.dead_lettered': 'high',
} as const satisfies Record<string, RiskLevel>;

export type AuditEventType = keyof typeof AUDIT_EVENTS;
export const AUDIT_EVENT_TYPES = Object.keys(AUDIT_EVENTS) as [AuditEventType, ...AuditEventType[]];

/** Events without risk that operators search for all the same: the milestones of an account. */
const MILESTONES: readonly string[] = [
  'user.registered',
  'user.imported',
  'user.email_verified',
  'password.reset_asked',
  'password.breach_check_failed',
] satisfies AuditEventType[];

/**
 * Whether D1 gets an event, where operators search across users. Other events are only in
 * the user's own history. Whatever an administrator does has at least a medium risk.
 */
export function isNotable({ type, riskLevel }: { type: string; riskLevel: RiskLevel }): boolean {
  return riskLevel !== 'low' || MILESTONES.includes(type);
}

/** The origin of a request, as recorded. */
export type Origin = {
  ipAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
};

/** The origin of what no request caused, or of what must not tell where it came from. */
export const UNKNOWN_ORIGIN: Origin = { ipAddress: null, userAgent: null, requestId: null };

export type AuditEvent = {
  /** Of its row, a UUID of version 7 of its time, if a job waits for it; made up by default. */
  id?: string;
  type: AuditEventType;
  /** What the event is about: an account, a client or a job; null for unknown names. */
  userId: string | null;
  /**
   * Who did it; defaults to the owner of the account. Null for the service and for unknown callers.
   */
  actorId?: string | null;
  sessionId?: string;
  origin: Origin;
  /** Facts without secrets. */
  metadata?: Record<string, string | number | boolean | null>;
  /** Epoch milliseconds. */
  at: number;
};
