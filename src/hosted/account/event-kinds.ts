import { AUDIT_EVENT_TYPES, type AuditEventType } from '../../audit/event.ts';
import type { IconName } from '../../kit/icon.tsx';
import type { Words } from '../../words/words.ts';

/** What a person may ask for of their history; `other` events are in "everything" only. */
export const KINDS = ['all', 'sign_ins', 'security', 'apps'] as const;
export type Kind = (typeof KINDS)[number];

/** How an event is shown to the person whose account it is about. */
type Shown = {
  kind: Exclude<Kind, 'all'> | 'other';
  icon: IconName;
  /** Whether something was tried and did not work. */
  refused?: true;
  /** The fact that tells its sentences apart, where it has several. */
  by?: string;
};

const signIn = { kind: 'sign_ins', icon: 'done' } as const;
const refused = { kind: 'sign_ins', icon: 'warning', refused: true } as const;
const warning = { kind: 'security', icon: 'warning' } as const;
const key = { kind: 'security', icon: 'key' } as const;
const mail = { kind: 'security', icon: 'mail' } as const;
const other = { kind: 'other', icon: 'info' } as const;
/** Done by an administrator, or by us. */
const official = { kind: 'security', icon: 'person' } as const;

/** Every event; null for those that are in nobody's history, or would only drown the others. */
const EVENTS = {
  'user.registered': { ...other, by: 'actor' },
  'user.imported': other,
  'user.email_verified': { ...mail, kind: 'other' },
  'session.started': signIn,
  'session.started_from_new_device': signIn,
  'session.refreshed': null,
  'session.stepped_up': signIn,
  'session.ended': { kind: 'sign_ins', icon: 'leave', by: 'reason' },
  'session.others_ended': { kind: 'sign_ins', icon: 'leave' },
  'token.revoked': { kind: 'apps', icon: 'leave' },
  'grant.started': { kind: 'apps', icon: 'done' },
  'grant.code_replayed': { kind: 'apps', icon: 'warning', refused: true },
  'consent.given': { kind: 'apps', icon: 'done' },
  'consent.withdrawn': { kind: 'apps', icon: 'leave' },
  'session.sign_in_failed': refused,
  'session.refresh_token_reused': refused,
  'password.changed': key,
  'password.reset_asked': mail,
  'password.reset': key,
  'password.found_in_breach': warning,
  'password.breach_check_failed': other,
  'account.locked': refused,
  'account.unlocked': signIn,
  'account.tries_used_up': refused,
  'second_factor.failed': { ...refused, by: 'what' },
  'second_factor.enabled': key,
  'second_factor.disabled': key,
  'factor.added': { ...key, by: 'kind' },
  'factor.used': { ...signIn, by: 'kind' },
  'factor.removed': { ...key, by: 'kind' },
  'factor.change_undone': key,
  'factor.removal_asked': warning,
  'factor.removal_cancelled': key,
  'recovery_code.used': key,
  'recovery_codes.replaced': key,
  'factor.counter_went_back': { ...warning, refused: true },
  'identity.connected': key,
  'identity.disconnected': key,
  'identity.refused': refused,
  'user.profile_changed': { ...other, icon: 'person' },
  'email.change_asked': mail,
  'email.changed': mail,
  'email.change_undone': mail,
  'account.exported': { ...other, kind: 'security' },
  // Nobody is left to see it.
  'account.erased': null,
  'password.reset_forced': { ...official, by: 'actor' },
  'admin.locked': official,
  'admin.unlocked': official,
  'admin.disabled': official,
  'admin.enabled': official,
  'admin.email_verified': official,
  'admin.sessions_ended': official,
  'admin.roles_changed': official,
  'admin.factor_removal_asked': official,
  'admin.factor_removal_cancelled': official,
  'admin.factors_removed': official,
  'admin.reconciled': { ...official, kind: 'other' },
  // For operators.
  'limit.hit': null,
  'admin.verification_resent': null,
  'admin.job_started': null,
  'admin.job_finished': null,
  'admin.job_stopped': null,
  'admin.users_exported': null,
  'admin.client_registered': null,
  'admin.client_changed': null,
  'admin.client_secret_rotated': null,
  'admin.client_removed': null,
  'admin.dead_letter_retried': null,
  'admin.dead_letter_dropped': null,
  'mail.dead_lettered': null,
} as const satisfies Record<AuditEventType, Shown | null>;

/** The types of events that are shown. */
export type ShownType = {
  [Type in AuditEventType]: (typeof EVENTS)[Type] extends null ? never : Type;
}[AuditEventType];

/** One sentence, or several by what tells them apart. A shown type without any does not compile. */
type Sentences = Record<ShownType, string | ({ other: string } & Record<string, string>)>;

export const isShown = (type: string): type is ShownType =>
  Object.hasOwn(EVENTS, type) && EVENTS[type as AuditEventType] !== null;

/** How events of a type are shown. */
export const shownAs = (type: ShownType): Shown => EVENTS[type];

/** Returns the types of a kind. */
export const typesOf = (kind: Kind): ShownType[] =>
  AUDIT_EVENT_TYPES.filter(isShown).filter((type) => kind === 'all' || shownAs(type).kind === kind);

/** Returns the sentence of a type; `facts` tell several apart. */
export function sentenceOf(
  { activity }: Words,
  type: ShownType,
  facts: Readonly<Record<string, unknown>>,
): string {
  const sentences: Sentences = activity.events;
  const told = sentences[type];
  if (typeof told === 'string') return told;
  const fact = facts[shownAs(type).by ?? ''];
  const name = typeof fact === 'string' && Object.hasOwn(told, fact) ? fact : 'other';
  return told[name] ?? told.other;
}
