import type { AuditView } from '../../audit/audit-view.ts';
import { isShown, type ShownType } from './event-kinds.ts';

/** A line of the history: an event, with what else was recorded of the same thing. */
export type Entry = {
  event: AuditView & { event_type: ShownType };
  /** How often it happened in a row. */
  count: number;
  newDevice: boolean;
  newPlace: boolean;
};

/** Recorded beside a sign-in or another proof, of which they are a part. */
const PARTS: readonly string[] = [
  'factor.used',
  'session.started_from_new_device',
] satisfies ShownType[];
const WHOLES: readonly string[] = ['session.started', 'session.stepped_up'] satisfies ShownType[];

/**
 * Returns the lines of a history, newest first as its events are. A sign-in is one line, whatever
 * was recorded with it; wrong passwords in a row from one place are one line too.
 */
export function toEntries(events: readonly AuditView[]): Entry[] {
  const wholes = new Set(events.filter(({ event_type: type }) => WHOLES.includes(type)).map(actOf));
  const parts = events.filter(
    (event) => PARTS.includes(event.event_type) && wholes.has(actOf(event)),
  );
  const entries: Entry[] = [];
  for (const event of events) {
    const { event_type: type } = event;
    if (!isShown(type) || parts.includes(event)) continue;
    const last = entries.at(-1);
    if (last !== undefined && isRepeated(last, event)) last.count++;
    else entries.push({ event: { ...event, event_type: type }, count: 1, ...newsOf(event, parts) });
  }
  return entries;
}

/** What one request did in a session. */
const actOf = ({ session_id: session, created_at: at }: AuditView) => `${session} ${at}`;

function newsOf(event: AuditView, parts: AuditView[]): Pick<Entry, 'newDevice' | 'newPlace'> {
  const isNews = ({ event_type: type }: AuditView) => type === 'session.started_from_new_device';
  const ofSignIn = event.event_type === 'session.started';
  const own = ofSignIn ? parts.filter((part) => actOf(part) === actOf(event)) : [event];
  const facts = own.find(isNews)?.metadata;
  return { newDevice: facts?.new_device === true, newPlace: facts?.new_country === true };
}

function isRepeated({ event: last }: Entry, event: AuditView): boolean {
  return (
    event.event_type === 'session.sign_in_failed' &&
    last.event_type === event.event_type &&
    last.ip_address === event.ip_address &&
    last.user_agent === event.user_agent &&
    last.created_at.slice(0, 10) === event.created_at.slice(0, 10)
  );
}
