import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { AuditRow } from '../../../src/audit/table.ts';
import type { SessionTraits } from '../../../src/guard/guard-state.ts';
import type { Session } from '../../../src/guard/session.ts';
import { kindsOf, type Proof } from '../../../src/step-up/proofs.ts';

/** What a user can prove themselves with, and what each of their sessions proved. */
export type Held = {
  factors: { id: string; kind: string }[];
  /** The ids of factors that have the row of a passkey. */
  passkeys: string[];
  codes: { madeAt: number }[];
  sessions: { id: string; startedAt: number; proofs: Proof[] }[];
};

const POSSESSIONS = ['totp', 'passkey'];
const MOST_CODES = 10;

/** Reads what D1 has of a user's factors, and what their guard has of their proofs. */
export async function readHeld(userId: string): Promise<Held> {
  const rows = async <Row>(query: string) =>
    (await env.DB.prepare(query).bind(userId).all<Row>()).results;
  const [factors, passkeys, codes, sessions] = await Promise.all([
    rows<Held['factors'][number]>('select id, kind from user_factors where user_id = ?'),
    rows<{ id: string }>(
      `select factor_id as id from passkeys
        join user_factors on user_factors.id = factor_id where user_id = ?`,
    ),
    rows<Held['codes'][number]>(
      'select created_at as madeAt from recovery_codes where user_id = ?',
    ),
    provedBy(userId),
  ]);
  return { factors, passkeys: passkeys.map(({ id }) => id), codes, sessions };
}

const provedBy = (userId: string): Promise<Held['sessions']> =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(userId), (_, { storage }) =>
    storage.sql
      .exec<{ session: string; traits: string }>('select session, traits from chains')
      .toArray()
      .map((row) => {
        const { id, createdAt } = JSON.parse(row.session) as Session;
        const { proofs = [] } = JSON.parse(row.traits) as SessionTraits;
        return { id, startedAt: createdAt, proofs: proofs as Proof[] };
      }),
  );

/** What is wrong with the factors of a user, by what their history tells; empty if nothing is. */
export function judgeFactors(held: Held, history: AuditRow[]): string[] {
  const story = history.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const possessions = held.factors.filter(({ kind }) => POSSESSIONS.includes(kind));
  const ids = possessions.map(({ id }) => id);
  const added = story.filter(({ type }) => type === 'factor.added').map(factorOf);
  const when = (isWrong: boolean, what: string) => (isWrong ? [what] : []);
  return [
    ...ids
      .filter((id) => !added.includes(id))
      .map((id) => `a factor that nobody added, or its event is lost: ${kindOf(held, id)}`),
    ...when(new Set(added).size < added.length, 'a factor added twice'),
    ...added.flatMap((id) => judgeFactor(id, ids.includes(id), story)),
    ...possessions
      .filter(({ id, kind }) => (kind === 'passkey') !== held.passkeys.includes(id))
      .map(({ kind }) => `a factor of kind ${kind} with the rows of another`),
    ...when(ids.length === 0 && held.codes.length > 0, 'recovery codes without a factor'),
    ...when(held.codes.length > MOST_CODES, `${held.codes.length} recovery codes`),
    ...when(new Set(held.codes.map(({ madeAt }) => madeAt)).size > 1, 'codes of several sets'),
    ...held.sessions.flatMap((session) => judgeProofs(session, story)),
  ];
}

const factorOf = ({ metadata }: AuditRow) =>
  String((metadata as { factor_id?: string } | null)?.factor_id);
const kindOf = ({ factors }: Held, id: string) => factors.find((one) => one.id === id)?.kind;

/** Whether a factor is there although it was taken, or gone although nobody took it. */
function judgeFactor(id: string, isThere: boolean, story: AuditRow[]): string[] {
  const begun = story.findIndex((one) => one.type === 'factor.added' && factorOf(one) === id);
  const taken = story.findLastIndex(
    (one) => one.type === 'admin.factors_removed' || isRemovalOf(one, id),
  );
  const undone = story.findLastIndex(({ type }) => type === 'factor.change_undone');
  if (isThere && taken > undone) return ['a factor that was removed is still there'];
  if (!isThere && taken < begun && undone < begun) return ['a factor is lost'];
  return [];
}
const isRemovalOf = (one: AuditRow, id: string) =>
  one.type === 'factor.removed' && factorOf(one) === id;

/** What turns the mailed second step or a factor on, and what may turn one off. */
const ON = ['factor.added', 'second_factor.enabled'];
const OFF = [
  ...['factor.removed', 'second_factor.disabled'],
  ...['factor.change_undone', 'admin.factors_removed'],
];

/** A sign-in that began while a second step was due has given two kinds of proof. */
function judgeProofs({ id, startedAt, proofs }: Held['sessions'][number], story: AuditRow[]) {
  const before = story.filter(({ createdAt }) => createdAt < startedAt);
  const on = before.findLastIndex(({ type }) => ON.includes(type));
  const off = before.findLastIndex(({ type }) => OFF.includes(type));
  const hasSteppedUp = story.some(
    (one) => one.type === 'session.stepped_up' && one.sessionId === id,
  );
  if (on <= off || hasSteppedUp || kindsOf(proofs).size >= 2) return [];
  return [`a session by ${proofs.join(' and ')} where two kinds of proof were due`];
}
