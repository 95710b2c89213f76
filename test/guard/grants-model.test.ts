import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_TRIES } from '../../src/guard/judge-code.ts';
import { HOUR, MINUTE } from '../../src/shared/clock.ts';
import { newSession, trailOf } from '../support/sessions.ts';
import { viewOf } from '../support/views.ts';

const NOW = Date.UTC(2200, 0, 1);
const CLIENTS = ['one', 'two'] as const;

type Step =
  | { kind: 'sign_in'; replaces: number | null }
  | { kind: 'issue'; browser: number; client: number; offline: boolean }
  | { kind: 'exchange'; code: number; wrong: boolean }
  | { kind: 'end'; session: number }
  | { kind: 'end_others'; session: number }
  | { kind: 'end_all' }
  | { kind: 'withdraw'; client: number };

const any = fc.nat({ max: 30 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('sign_in' as const),
      replaces: fc.option(any, { freq: 2 }),
    }),
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('issue' as const),
        browser: any,
        client: fc.nat({ max: 1 }),
        offline: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('exchange' as const),
        code: any,
        wrong: fc.constantFrom(false, false, false, true),
      }),
    },
    fc.record({ kind: fc.constant('end' as const), session: any }),
    fc.record({ kind: fc.constant('end_others' as const), session: any }),
    fc.record({ kind: fc.constant('end_all' as const) }),
    fc.record({ kind: fc.constant('withdraw' as const), client: fc.nat({ max: 1 }) }),
  ),
  { minLength: 5, maxLength: 25 },
);

type Held = { id: string; alive: boolean; client?: string; offline?: boolean; begunIn?: Held };
type Code = { digest: string; client: string; offline: boolean; begunIn: Held } & {
  grant: Held | null;
  wrong: number;
};

/** The rules as the contract words them, over objects that point to each other. */
class Model {
  readonly sessions: Held[] = [];
  codes: Code[] = [];

  end(session: Held): void {
    session.alive = false;
    for (const grant of this.sessions)
      if (grant.begunIn === session && grant.offline === false) grant.alive = false;
  }

  replace(old: Held, next: Held): void {
    for (const held of [...this.sessions, ...this.codes])
      if (held.begunIn === old) held.begunIn = next;
    this.end(old);
  }

  exchange(code: Code, isRight: boolean, grant: Held): boolean {
    if (!isRight && code.grant === null) code.wrong++;
    if (!isRight) return false;
    if (code.grant !== null) {
      code.grant.alive = false;
      return false;
    }
    if (!code.begunIn.alive || code.wrong >= MOST_TRIES) return false;
    code.grant = grant;
    this.sessions.push(grant);
    return true;
  }

  withdraw(client: string): void {
    for (const held of this.sessions) if (held.client === client) held.alive = false;
    this.codes = this.codes.filter((code) => code.client !== client || code.grant !== null);
  }
}

let counter = 0;
const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % all.length];

/** Plays steps on a guard and on the model, and compares them after each. */
async function play(given: Step[]): Promise<void> {
  const guard = env.ACCOUNT_GUARD.getByName(`grants-model-${++counter}`);
  const model = new Model();
  const browsers: Held[] = [];
  const now = NOW;
  const trail = trailOf();
  const common = { now, wall: NOW, idleTtl: 0 };
  let names = 0;

  const play = {
    sign_in: async ({ replaces }: Step & { kind: 'sign_in' }) => {
      const next: Held = { id: `s${++names}`, alive: true };
      const old = replaces === null ? undefined : pick(browsers, replaces);
      const expiresAt = NOW + 24 * HOUR;
      const { id } = next;
      const opened = await guard.open({
        ...{ sessionId: id, jti: `jti-${id}`, now, wall: NOW, expiresAt, trail, origin: 'here' },
        session: newSession({ id, createdAt: now, expiresAt }),
        traits: { authTime: now, amr: ['pwd'], delivery: 'cookie' },
        ...{ user: viewOf(), from: 'primary', factors: [], knownDevice: true, maxSessions: 99 },
        ...(old && { replaces: old.id }),
      });
      expect(opened.opened).toBe(true);
      if (old !== undefined) model.replace(old, next);
      model.sessions.push(next);
      browsers.push(next);
    },
    issue: async ({ browser, client, offline }: Step & { kind: 'issue' }) => {
      const begunIn = pick(browsers, browser);
      const clientId = CLIENTS[client] ?? 'one';
      if (begunIn === undefined) return;
      const digest = `code-${++names}`;
      const shown = { sessionId: begunIn.id, jti: null, refreshJti: `jti-${begunIn.id}` };
      const answer = await guard.issueCode({
        shown: { ...shown, ...common, grace: 0 },
        digest,
        request: {
          ...{ clientId, redirectUri: 'r', challenge: 'c', nonce: null, resource: null, jkt: null },
          scope: offline ? 'openid offline_access' : 'openid',
        },
        needsConsent: false,
      });
      expect(answer.kind).toBe(begunIn.alive ? 'issued' : 'over');
      if (begunIn.alive)
        model.codes.push({ digest, client: clientId, offline, begunIn, grant: null, wrong: 0 });
    },
    exchange: async ({ code: index, wrong }: Step & { kind: 'exchange' }) => {
      const code = pick(model.codes, index);
      if (code === undefined) return;
      const { begunIn, client, offline } = code;
      const grant: Held = { id: `g${++names}`, alive: true, client, offline, begunIn };
      const exchanged = await guard.exchangeCode({
        ...{ digest: code.digest, clientId: client, redirectUri: 'r', jkt: null, bindsKey: false },
        ...{ challenge: wrong ? 'other' : 'c', sessionId: grant.id, jti: `jti-${grant.id}` },
        ...{ ttl: HOUR, maxSessions: 99, origin: 'there', trail, ...common },
      });
      const expected = model.exchange(code, !wrong, grant);
      expect(exchanged.kind).toBe(expected ? 'granted' : 'refused');
    },
    end: async ({ session }: Step & { kind: 'end' }) => {
      const held = pick(model.sessions, session);
      if (held === undefined) return;
      expect(await guard.end(held.id, { reason: 'logout', now, trail })).toBe(held.alive);
      if (held.alive) model.end(held);
    },
    end_others: async ({ session }: Step & { kind: 'end_others' }) => {
      const kept = pick(model.sessions, session);
      if (kept?.alive !== true) return;
      const presented = { sessionId: kept.id, jti: null, ...common };
      await guard.endBy({
        presented,
        sessionId: null,
        ending: { reason: 'terminated', now, trail },
      });
      for (const held of model.sessions) if (held !== kept) held.alive = false;
    },
    end_all: async () => {
      await guard.endAll({ reason: 'admin', now });
      for (const held of model.sessions) held.alive = false;
    },
    withdraw: async ({ client }: Step & { kind: 'withdraw' }) => {
      const clientId = CLIENTS[client] ?? 'one';
      await guard.withdrawConsent({ clientId, now, trail });
      model.withdraw(clientId);
    },
  };

  for (const step of [{ kind: 'sign_in', replaces: null } as const, ...given]) {
    await (play[step.kind] as (one: Step) => Promise<void>)(step);
    const said = await Promise.all(
      model.sessions.map(({ id }) => guard.live({ sessionId: id, jti: null, ...common })),
    );
    expect(said.map(({ kind }) => kind === 'live')).toEqual(
      model.sessions.map(({ alive }) => alive),
    );
  }
}

describe('grants and the sessions that they were begun in', () => {
  it(
    'live and end as the model says, whatever happens in whatever order',
    async () => {
      await fc.assert(fc.asyncProperty(steps, play), { numRuns: 40 });
    },
    2 * MINUTE,
  );
});
