import fc from 'fast-check';
import type { AccountGuards } from '../../src/guard/account-guards.ts';
import { type Announced, newAnnouncement } from '../../src/guard/announce.ts';
import { type ChangeUserDeps, changeUser } from '../../src/guard/change-user.ts';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { EXPIRING } from '../../src/guard/schema.ts';
import { settleAccount } from '../../src/guard/settle-account.ts';
import type {
  Commit,
  Learn,
  LiveVerdict,
  Prepare,
  PresentedAccess,
} from '../../src/guard/version-calls.ts';
import { type Tightening, tighten } from '../../src/guard/versions.ts';
import { findLiveUser, findUserBy } from '../../src/sessions/find-live-user.ts';
import { openSession } from '../../src/sessions/open-session.ts';
import { HOUR, SECOND } from '../../src/shared/clock.ts';
import { toAccountView, type User } from '../../src/users/user.ts';
import { newSession, trailOf } from '../support/sessions.ts';
import type { Parts } from './create-parts.ts';

/** So far ahead that no alarm rings while the model runs. */
const NOW = Date.UTC(2200, 0, 1);
const ID = 'u';

const FIRST: User = {
  ...{ id: ID, email: 'a@x', emailNormalized: 'a@x', username: null, firstName: '', lastName: '' },
  ...{ displayName: '', timezone: 'UTC', locale: null, status: 'active', hasPassword: true },
  ...{ passwordHash: 'p0', passwordChangedAt: 1, signInEpoch: 1, roles: ['user', 'staff'] },
  ...{
    factors: [],
    identities: [],
    emailVerifiedAt: 1,
    rolesChangedAt: 0,
    lockedUntil: null,
    lastLoginAt: null,
  },
  ...{ createdAt: 1, version: 1 },
};

type Edit = { set: (row: User) => Partial<User>; tightens?: Tightening; ends?: boolean };

/** Every kind of change, as the use cases make them. `n` tells one change from another. */
const EDITS: Record<string, (n: number) => Edit> = {
  name: (n) => ({ set: () => ({ firstName: `name ${n}` }) }),
  address: (n) => ({ set: () => ({ email: `${n}@x`, emailNormalized: `${n}@x` }) }),
  demote: () => ({ set: () => ({ roles: ['user'] }), tightens: { roles: ['user'] } }),
  promote: () => ({ set: () => ({ roles: ['user', 'staff'] }) }),
  lock: () => ({ set: () => ({ lockedUntil: NOW + HOUR }), tightens: { lockedUntil: NOW + HOUR } }),
  unlock: () => ({ set: () => ({ lockedUntil: null }) }),
  factor: () => ({ set: () => ({ factors: ['totp'] }), tightens: { factors: ['totp'] } }),
  noFactor: () => ({ set: () => ({ factors: [] }) }),
  disable: () => ({
    set: () => ({ status: 'disabled' }),
    tightens: { status: 'disabled' },
    ends: true,
  }),
  enable: () => ({ set: () => ({ status: 'active' }) }),
  password: (n) => ({ set: () => ({ passwordHash: `p${n}` }), ends: true }),
};

export type Op =
  /** `held`: announced by the call that judges the token of a session. */
  | { kind: 'change'; edit: string; held?: true }
  | { kind: 'signIn'; lag: number; knows: 'current' | 'first'; proves: boolean }
  | { kind: 'me'; session: number };
/** What happens next: which of the waiting steps goes on, and how. */
export type Move = { pick: number; fate: 'go' | 'die' | 'fail' | 'tick' | 'job'; by: number };
export type Story = { ops: Op[]; moves: Move[]; skew: number };

const storiesOf = (told: { held?: fc.Arbitrary<true> }): fc.Arbitrary<Story> =>
  fc.record({
    ops: fc.array(
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            kind: fc.constant('change' as const),
            edit: fc.constantFrom(...Object.keys(EDITS)),
            ...told,
          }),
        },
        {
          weight: 5,
          arbitrary: fc.record({
            kind: fc.constant('signIn' as const),
            lag: fc.nat({ max: 4 }),
            knows: fc.constantFrom('current' as const, 'first' as const),
            proves: fc.boolean(),
          }),
        },
        {
          weight: 3,
          arbitrary: fc.record({ kind: fc.constant('me' as const), session: fc.nat({ max: 3 }) }),
        },
      ),
      { minLength: 2, maxLength: 9 },
    ),
    moves: fc.array(
      fc.record({
        pick: fc.nat({ max: 30 }),
        fate: fc.oneof(
          { weight: 30, arbitrary: fc.constant('go' as const) },
          {
            weight: 4,
            arbitrary: fc.constantFrom('die' as const, 'die' as const, 'fail' as const),
          },
          { weight: 2, arbitrary: fc.constant('tick' as const) },
          { weight: 1, arbitrary: fc.constant('job' as const) },
        ),
        by: fc.integer({ min: 1, max: 8 }),
      }),
      { minLength: 40, maxLength: 120 },
    ),
    skew: fc.integer({ min: -2000, max: 2000 }),
  });

/** Changes announced by whoever makes them. */
export const stories = storiesOf({});
/** Changes announced by the call that judges the token of a session, once there is one. */
export const heldStories = storiesOf({ held: fc.constant(true as const) });

type Waiting = { go: () => void; fail: (error: Error) => void };
type Written = { row: User; at: number; change: Change | null };
type Change = {
  edit: Edit;
  start: number;
  /** When D1 took it, when its caller heard so, when the guard forgot that it is pending. */
  written: number;
  answered: number;
  committed: boolean;
  forgotten: number;
};
type Session = { id: string; epoch: number; at: number };
const NEVER = Number.POSITIVE_INFINITY;

/**
 * One user, D1 with a replica that lags without bound, a guard, and a network that loses things.
 */
export class World {
  readonly #parts: Parts;
  readonly #skew: number;
  readonly #waiting: Waiting[] = [];
  readonly #history: Written[] = [{ row: FIRST, at: 0, change: null }];
  readonly #changes: Change[] = [];
  readonly #nonces = new Map<string, Change>();
  readonly #sessions: Session[] = [];
  readonly #wrong: string[] = [];
  #jobs = 0;
  #wall = 1_000_000;
  #time = 1;
  #serial = 0;

  constructor(parts: Parts, skew: number) {
    this.#parts = parts;
    this.#skew = skew;
    for (const table of EXPIRING) parts.tables.change(`delete from ${table}`);
  }

  /** Plays a story and returns what was wrong in it. */
  async play({ ops, moves }: Story): Promise<string[]> {
    for (const op of ops) void this.#act(op).catch(() => undefined);
    await this.#settleDown();
    for (const move of moves) await this.#move(move);
    await this.#comeToRest();
    return this.#wrong;
  }

  async #move({ pick, fate, by }: Move): Promise<void> {
    this.#time++;
    if (fate === 'tick') this.#wall += by * SECOND;
    else if (fate === 'job' && this.#jobs > 0) void this.#settle().catch(() => undefined);
    else {
      const [chosen] = this.#waiting.splice(pick % Math.max(1, this.#waiting.length), 1);
      if (fate === 'fail') chosen?.fail(new Error('lost'));
      else if (fate !== 'die') chosen?.go();
    }
    await this.#settleDown();
    const pending = new Set(this.#parts.versions.listPending().map(({ nonce }) => nonce));
    for (const [nonce, change] of this.#nonces)
      if (!pending.has(nonce) && !pending.has('any'))
        change.forgotten = Math.min(change.forgotten, this.#time);
  }

  /** What still waits arrives or is lost; then time passes, and whoever asks next settles it. */
  async #comeToRest(): Promise<void> {
    const drain = async () => {
      while (this.#waiting.length > 0) await this.#move({ pick: 0, fate: 'go', by: 0 });
    };
    await drain();
    this.#wall += 60 * SECOND;
    this.#time++;
    // By now what D1 has counts, whoever died before telling it: no sign-in may go by an older row.
    for (const change of this.#changes)
      if (change.written !== NEVER)
        Object.assign(change, { answered: this.#time, committed: true });
    this.#time++;
    const stale = { lag: 99, password: FIRST.passwordHash, proves: false };
    void this.#signIn(stale).catch(() => undefined);
    await drain();
    void this.#settle();
    await drain();
    const { row } = this.#latest();
    const known = this.#parts.versions.readKnown();
    const { lastLoginAt: _, ...view } = known?.view ?? {};
    const { lastLoginAt: __, ...truth } = toAccountView(row);
    if (JSON.stringify(sorted(view)) !== JSON.stringify(sorted(truth)))
      this.#note('the guard differs from D1 at rest', view, truth);
    if (this.#parts.versions.listPending().length > 0) this.#note('something is pending for ever');
    for (const session of this.#sessions) {
      const isLive = this.#parts.kept.read(session.id)?.chain.revokedReason === null;
      const isEnded = this.#history.some(({ row: { signInEpoch } }) => signInEpoch > session.epoch);
      if (isLive === isEnded) this.#note('a session at rest', session, { isLive, isEnded });
    }
    const right = { lag: 0, password: row.passwordHash, proves: true };
    void this.#signIn(right).catch(() => undefined);
    await drain();
  }

  async #act(op: Op): Promise<void> {
    await this.#step();
    if (op.kind === 'change')
      return this.#change(EDITS[op.edit]?.(++this.#serial) as Edit, op.held === true);
    if (op.kind === 'me') return this.#me(op.session);
    const password = op.knows === 'first' ? FIRST.passwordHash : this.#latest().row.passwordHash;
    return this.#signIn({ lag: op.lag, password, proves: op.proves });
  }

  async #change(edit: Edit, held: boolean): Promise<void> {
    const change: Change = {
      ...{ edit, start: this.#time, written: NEVER, answered: NEVER },
      ...{ committed: false, forgotten: NEVER },
    };
    this.#changes.push(change);
    const tightens: Tightening = {
      ...edit.tightens,
      ...(edit.ends === true ? { endsSessions: { reason: 'model' } } : {}),
    };
    const set = (row: User) => ({
      ...row,
      ...edit.set(row),
      ...(edit.ends === true
        ? { signInEpoch: row.signInEpoch + 1, passwordChangedAt: row.signInEpoch + 1 }
        : {}),
    });
    const statement = { run: (row: User) => ({ row: set(row), result: [] }) };
    const endAll: { endAll?: Commit['endAll'] } =
      edit.ends === true ? { endAll: { reason: 'model' } } : {};
    const announced = held ? await this.#announce(change, tightens) : undefined;
    if (announced === null) {
      change.forgotten = Math.min(change.forgotten, this.#time);
      return;
    }
    const done = await changeUser(this.#changeDeps(change), {
      userId: ID,
      tightens,
      announced,
      statements: [statement as never],
      ...endAll,
    });
    change.committed = done.committed;
    change.answered = this.#time;
  }

  /** Announces a change by the latest session, if there is one. Null if that is over. */
  async #announce(change: Change, tightens: Tightening): Promise<Announced | null | undefined> {
    const session = this.#sessions.at(-1);
    if (session === undefined) return undefined;
    const { account, tables } = this.#parts;
    const deps = { ...this.#guardDeps(), defer: () => undefined, idleTtl: 0 };
    const given = newAnnouncement(this.#changeDeps(change), { tightens });
    let announced: Announced | null = null;
    const judge = (presented: PresentedAccess): LiveVerdict => {
      const verdict = account.live(presented);
      if (verdict.kind !== 'live') return verdict;
      this.#nonces.set(given.nonce, change);
      announced = { ...given, prepared: account.prepare(given) };
      return verdict;
    };
    const holder = { userId: ID, sessionId: session.id, jti: null };
    await findUserBy(deps, holder, (presented) =>
      this.#ask(() => tables.transact(() => judge(presented))),
    );
    return announced;
  }

  async #me(index: number): Promise<void> {
    const session = this.#sessions[index % Math.max(1, this.#sessions.length)];
    if (session === undefined) return;
    const begun = this.#time;
    const deps = { ...this.#guardDeps(), defer: () => undefined, idleTtl: 0 };
    const live = await findLiveUser(deps, { userId: ID, sessionId: session.id, jti: null });
    const ending = this.#changes.filter(
      ({ edit, start }) => edit.ends === true && start <= this.#time,
    );
    if (live === null) {
      const mayBeOver = ending.some(
        ({ forgotten, written }) => written !== NEVER || forgotten >= begun,
      );
      if (!mayBeOver) this.#note('a session is over that nothing ended', session);
      return;
    }
    const isOver = this.#history.some(
      ({ row, change }) =>
        change !== null && change.answered < begun && row.signInEpoch > session.epoch,
    );
    if (isOver) this.#note('a session goes on that was ended', session);
    const shown = ({ firstName, emailNormalized, status, roles, factors }: Partial<User>) =>
      JSON.stringify([firstName, emailNormalized, status, roles, factors]);
    const isRight = this.#moments(begun).some((row) => shown(row) === shown(live.user));
    if (!isRight) this.#note('a view of no moment of the request', live.user);
  }

  async #signIn(given: { lag: number; password: string | null; proves: boolean }): Promise<void> {
    const begun = this.#time;
    const mayEnter = (row: User) =>
      row.status === 'active' &&
      row.lockedUntil === null &&
      row.passwordHash === given.password &&
      (given.proves || row.factors.length === 0);
    const session = { id: `s${++this.#serial}`, epoch: 0, at: 0 };
    const answer = await this.#enter(given.lag, mayEnter, session);
    const moments = this.#moments(begun);
    if (answer === 'opened') {
      this.#sessions.push({ ...session, at: this.#time });
      if (!this.#moments(begun, { pending: false }).some(mayEnter))
        this.#note('a sign-in that no moment allows', given);
      return;
    }
    if (answer === 'restored') return this.#note('a database restored that was not');
    const isDisturbed = this.#changes.some(
      ({ start, forgotten, edit }) =>
        start <= this.#time && forgotten >= begun && edit !== EDITS.name?.(0),
    );
    if (!isDisturbed && moments.every(mayEnter)) this.#note('a refusal without a reason', given);
  }

  /** A sign-in reads the replica first; every refusal is judged again by the primary. */
  async #enter(lag: number, mayEnter: (row: User) => boolean, session: Session) {
    const first = await this.#try(await this.#read(lag), 'replica', mayEnter, session);
    if (first === 'opened') return first;
    return this.#try(await this.#read(0), 'primary', mayEnter, session);
  }

  async #try(
    row: User,
    from: 'replica' | 'primary',
    mayEnter: (row: User) => boolean,
    session: Session,
  ) {
    if (!mayEnter(row)) return 'refused';
    session.epoch = row.signInEpoch;
    const chain = {
      ...{ sessionId: session.id, jti: 'j', now: NOW, expiresAt: NOW + 24 * HOUR, maxSessions: 99 },
      traits: { authTime: NOW, amr: ['pwd'], delivery: 'body' as const },
      origin: 'here',
      session: newSession({ id: session.id, createdAt: NOW, expiresAt: NOW + 24 * HOUR }),
      ...{ factors: [], knownDevice: true, trail: trailOf() },
      user: toAccountView(row),
      from,
    };
    const readSessions = { teach: async () => undefined };
    const deps = { ...this.#guardDeps(), readSessions };
    const opened = await openSession(deps, row, chain);
    return opened.opened ? 'opened' : opened.why;
  }

  /** Rows that were true at some moment since `begun`, with what was pending taken away or not. */
  #moments(begun: number, { pending = true } = {}): User[] {
    // Once its caller heard of a change, nobody may go by an earlier row.
    const oldest = this.#history.findLastIndex(
      ({ change }) =>
        change === null || (change.answered < begun && (change.committed || !pending)),
    );
    const rows = this.#history.slice(Math.max(0, oldest)).map(({ row }) => row);
    if (!pending) return rows;
    const overlays = this.#changes.filter(
      ({ start, forgotten }) => start <= this.#time && forgotten >= begun,
    );
    for (const { edit } of overlays) {
      const nothing = { nonce: '', deadline: 0, since: 0, ends: [] };
      const pended = [{ ...nothing, tightens: edit.tightens ?? {} }];
      for (const row of [...rows]) rows.push({ ...row, ...tighten(toAccountView(row), pended) });
    }
    return rows;
  }

  #latest(): Written {
    return this.#history.at(-1) as Written;
  }

  #settle() {
    const { guards, wall } = this.#guardDeps();
    const users = { findById: () => this.#read(0) };
    const revokedTokens = { listByUser: async () => [] };
    const deps = { users, revokedTokens, guards, wall, clock: () => NOW };
    return settleAccount(deps as never, ID);
  }

  #guardDeps() {
    const { account, signIns, tables } = this.#parts;
    const call =
      <A extends unknown[], T>(work: (...args: A) => T) =>
      (_: string, ...args: A): Promise<T> =>
        this.#ask(() => tables.transact(() => work(...args)));
    const guards = {
      open: call((chain: OpenChain) => signIns.open(chain)),
      live: call((presented: PresentedAccess): LiveVerdict => account.live(presented)),
      learn: call((row: Learn): null => {
        account.learn(row);
        return null;
      }),
    } as unknown as AccountGuards;
    const wall = () => this.#wall;
    return { guards, wall, clock: () => NOW, settleAccount: () => this.#settle() };
  }

  #changeDeps(change: Change): ChangeUserDeps {
    const { account, tables, toldFirst } = this.#parts;
    const call =
      <A extends unknown[], T>(work: (...args: A) => T) =>
      (_: string, ...args: A): Promise<T> =>
        this.#ask(() => tables.transact(() => work(...args)));
    const guards = {
      prepare:
        toldFirst === 'guard'
          ? call((given: Prepare) => {
              this.#nonces.set(given.nonce, change);
              return account.prepare(given);
            })
          : async () => ({ erased: false, since: 0 }),
      commit: call((given: Commit) => {
        if (toldFirst === 'D1') account.prepare({ nonce: given.nonce, deadline: NEVER, now: NOW });
        return account.commit(given);
      }),
      abandon: call((nonce: string) => account.abandon(nonce)),
    };
    const deps = {
      db: { batch: (statements: Statement[]) => this.#write(statements, change) },
      audit: { sinceStatement: () => ({ run: (row: User) => ({ row, result: [] }) }) },
      versions: {
        fenceStatement: ({ deadline, since }: { deadline: number; since: number }) => ({
          run: (row: User) => {
            const isLate = this.#wall + this.#skew >= deadline;
            if (isLate) throw new Error(`bad JSON path: 'past its deadline'`);
            if (row.version < since) throw new Error(`bad JSON path: 'older than its guard'`);
            return { row, result: [] };
          },
        }),
        raiseStatement: (_: string, since: number) => ({
          run: (row: User) => {
            const raised = { ...row, version: Math.max(row.version, since) + 1 };
            return { row: raised, result: [raised] };
          },
        }),
      },
      guards,
      enqueue: async () => void this.#jobs++,
      clock: () => NOW,
      wall: () => this.#wall,
      random: { uuid: () => `n${++this.#serial}` },
      keepFor: HOUR,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
    return deps as unknown as ChangeUserDeps;
  }

  /** A batch goes on to D1 though its caller has given it up. */
  async #write(statements: Statement[], change: Change): Promise<unknown[]> {
    const arrived = this.#step();
    const run = () => {
      const results: unknown[] = [];
      let { row } = this.#latest();
      for (const statement of statements) {
        const done = statement.run(row);
        row = done.row;
        results.push(done.result);
      }
      this.#history.push({ row, at: this.#time, change });
      change.written = this.#time;
      return results;
    };
    const results = await arrived.then(run, async (error: Error) => {
      void this.#step()
        .then(run)
        .catch(() => undefined);
      throw error;
    });
    await this.#step();
    return results;
  }

  async #read(lag: number): Promise<User> {
    await this.#step();
    const { row } = this.#history.at(Math.max(-1 - lag, -this.#history.length)) as Written;
    await this.#step();
    return row;
  }

  async #ask<T>(work: () => T): Promise<T> {
    await this.#step();
    const answer = work();
    await this.#step();
    return answer;
  }

  #step(): Promise<void> {
    return new Promise((go, fail) => this.#waiting.push({ go, fail }));
  }

  /** Lets everything run until it waits. */
  async #settleDown(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) await null;
  }

  #note(what: string, ...facts: unknown[]): void {
    this.#wrong.push([what, ...facts.map((fact) => JSON.stringify(fact))].join(' '));
  }
}

type Statement = { run: (row: User) => { row: User; result: unknown } };

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
