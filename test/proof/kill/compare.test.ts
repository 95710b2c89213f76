import { expect, it } from 'vitest';
import { differencesOf } from './compare.ts';
import { differencesOfMails } from './compare-mails.ts';
import { createRecord, note, noteMail } from './record.ts';

const EMAIL = 'ada@example.com';
const user = { version: 1, first_name: 'Ada', email: EMAIL, last_login_at: 1 };
const failure = { id: 'e1', type: 'session.sign_in_failed', riskLevel: 'medium' };
const session = { id: 's1', createdAt: 1, revokeReason: null, amr: ['pwd'] };
const row = { id: 's1', created_at: 1, revoke_reason: null, amr: '["pwd"]' };

/** One sign-in and one failure, as guard and D1 have them. */
function world() {
  const record = createRecord(EMAIL, 'correct-Horse-7-battery');
  note(record.counts.signIns, { lost: 0 });
  note(record.counts.failures, { lost: 0 });
  const guard = {
    sessions: [JSON.stringify(session)],
    events: [JSON.stringify(failure)],
    outbox: 0,
    pending: 0,
    account: { version: 1, view: JSON.stringify({ version: 1, firstName: 'Ada' }) },
  };
  const told = { sessions: [{ ...row }], events: [{ ...failure }], user: { ...user } };
  return { record, guard, told };
}
type World = ReturnType<typeof world>;

it('a guard and D1 that agree do not differ', () => {
  const { record, guard, told } = world();
  expect(differencesOf({ record }, guard, told)).toEqual([]);
});

it.each<[string, (world: World) => void, string]>([
  ['an event twice', ({ told }) => told.events.push({ ...failure, id: 'e2' }), '2 failures'],
  ['the same row twice', ({ told }) => told.events.push({ ...failure }), 'twice'],
  ['a missing event', ({ told }) => told.events.pop(), 'missing: session.sign_in_failed'],
  ['a missing session', ({ told }) => told.sessions.pop(), 'the sessions differ'],
  [
    'another version',
    ({ told }) => Object.assign(told.user, { version: 2 }),
    'the versions differ',
  ],
  ['what is not told', ({ guard }) => Object.assign(guard, { outbox: 1 }), 'more to say'],
  [
    'a sign-in that was acknowledged and is gone',
    ({ record }) => note(record.counts.signIns, { lost: 0 }),
    '1 sessions, told 2',
  ],
  ['another address', ({ record }) => Object.assign(record, { email: 'b@example.com' }), 'address'],
])('%s is found', (_, plant, words) => {
  const planted = world();
  plant(planted);
  const found = differencesOf(planted, planted.guard, planted.told).join('; ');
  expect(found).toContain(words);
});

const mail = { to: EMAIL, subject: 'Hello' };

it.each([
  ['that is missing', []],
  ['that came twice', [mail, mail]],
])('a mail %s is found', (_, taken) => {
  const record = createRecord(EMAIL, '');
  noteMail(record, mail, { lost: 0 });
  expect(differencesOfMails([{ record }], taken)).toHaveLength(1);
});

it('a mail may come twice if an answer got lost', () => {
  const record = createRecord(EMAIL, '');
  noteMail(record, mail, { lost: 1 });
  expect(differencesOfMails([{ record }], [mail, mail])).toEqual([]);
});
