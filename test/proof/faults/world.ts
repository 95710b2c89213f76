import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env as realEnv } from 'cloudflare:workers';
import type { Mailer } from '../../../src/mail/mail.ts';
import type { Timer } from '../../../src/shared/timer.ts';
import { cheapArgon2 } from '../../support/cheap-argon2.ts';
import { copyUser } from '../../support/copy-user.ts';
import { giveRoles } from '../../support/edit-users.ts';
import { pageForm } from '../../support/page-form.ts';
import { freshEmail, PASSWORD, type Tokens, tokenOf } from '../../support/people.ts';
import { createTestApp } from '../../support/test-app.ts';
import { createAddresses } from './addresses.ts';
import { faultyDatabase, faultyGuards, faultyKv } from './faulty-bindings.ts';
import { createIdentityProvider } from './identity-provider.ts';
import { createMailProvider } from './mail-provider.ts';
import { createQueues } from './queues.ts';
import { createSignOutReceiver } from './sign-out-receiver.ts';
import { createSwitchboard, type Switchboard } from './switchboard.ts';
import { createTimeline, type Timeline } from './timeline.ts';

const SECOND = 1000;
/** Milliseconds after which a change that died is dead for everybody (`guard/versions.ts`). */
const SETTLED = 20 * SECOND;
/** Milliseconds between requests. */
const STEP = 7;
/** Rounds of deliveries after which queues must be empty. */
const MOST_ROUNDS = 60;

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  /** The path that a page leads to, or that one was led to instead of an answer. */
  at?: string;
};
export type Person = Tokens & { email: string };
type Env = Record<string, unknown>;

/** How a test breaks the service itself, to see that it is found. */
export type Plant = {
  env?: (env: Env) => Env;
  /** What says that a call hangs. */
  timer?: Timer;
  mailer?: (mailer: Mailer) => Mailer;
};
export type WorldOptions = {
  /** Settings. */
  env?: Env;
  plant?: Plant;
  /** Answers of the breach check: ranges by prefix. */
  breached?: (prefix: string) => string;
};

export type Ask = {
  body?: object;
  by?: { access_token: string };
  form?: Record<string, string>;
  headers?: Record<string, string>;
  ip?: string;
};

/** The service with everything around it, all of which can fail. */
export type World = ReturnType<typeof createWorld>;

function bindings(board: Switchboard, queue: object, { env = {}, plant }: WorldOptions): Env {
  const below = { ...realEnv, ...env };
  const broken = plant?.env === undefined ? below : plant.env(below);
  return {
    ...broken,
    DB: faultyDatabase(broken.DB as D1Database, board),
    KV: faultyKv(broken.KV as KVNamespace, board),
    ACCOUNT_GUARD: faultyGuards(broken.ACCOUNT_GUARD as Cloudflare.Env['ACCOUNT_GUARD'], board),
    JOBS: (broken.JOBS as object) === realEnv.JOBS ? queue : broken.JOBS,
  };
}

export function createWorld(options: WorldOptions = {}) {
  let app: ReturnType<typeof createTestApp>;
  const timeline: Timeline = createTimeline((ms) => {
    app.advance(ms);
    app.advanceWall(ms);
  });
  const newAddress = createAddresses();
  const board = createSwitchboard(timeline);
  const provider = createMailProvider(board);
  const queues = createQueues({
    board,
    timeline,
    clock: () => app.clock(),
    servicesWith: (defer) => app.servicesWith(defer),
  });
  failLedger(board);
  const idp = createIdentityProvider(board, () => app.clock());
  const receiver = createSignOutReceiver(board);
  const askBreaches = breachCheck(board, options.breached ?? (() => ''));
  app = createTestApp({
    env: bindings(board, queues.binding, options),
    mailer: options.plant?.mailer?.(provider.mailer) ?? provider.mailer,
    argon2: cheapArgon2,
    timer: options.plant?.timer ?? timeline.timer,
    fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
      idp.fetch(input, init) ??
      receiver.fetch(input, init) ??
      askBreaches(input, init)) as typeof globalThis.fetch,
  });
  let copy: ((email: string, at: number) => Promise<string>) | null = null;
  let admin: string | null = null;

  /** A request, from a new address unless told otherwise. */
  async function ask(method: string, path: string, given: Ask = {}): Promise<Answer> {
    const { body, by, form, headers = {}, ip = newAddress() } = given;
    // Two requests are never of the same moment.
    timeline.move(STEP);
    const response = await app.fetch(path, {
      method,
      ip,
      headers: {
        ...(by && { Authorization: `Bearer ${by.access_token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
        ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...(form && !path.startsWith('/api/') && pageForm(app, form).headers),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(form && { body: pageForm(app, form).body }),
    });
    // A form of a page that was taken leads on.
    const status = response.status === 303 ? 200 : response.status;
    return { status, headers: response.headers, text: await response.text() };
  }
  const post = (path: string, body: object = {}, by?: { access_token: string }) =>
    ask('POST', `/api/v1/auth/${path}`, { body, ...(by && { by }) });

  /** Delivers everything that is due. */
  async function deliver(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { taken } = await queues.deliverJobs();
      if (taken === 0) return;
    }
  }

  /** Delivers everything that is due within a time, which passes. */
  async function wait(ms: number): Promise<void> {
    const until = timeline.now() + ms;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await queues.deliverLedger();
      await deliver();
      await queues.deliverDead();
      const due = queues.nextDue();
      const left = until - timeline.now();
      const step = due === null ? left : Math.min(left, Math.max(0, due - app.clock()));
      timeline.move(Math.max(0, step));
      if (due === null && timeline.now() >= until) return;
      if (step <= 0 && left <= 0) return;
    }
  }

  const self = {
    app,
    board,
    timeline,
    queues,
    provider,
    /** Where people sign in by a provider. */
    idp,
    /** The app that is told of sign-outs. */
    receiver,
    ask,
    post,
    deliver,
    wait,
    get: (path: string, by?: { access_token: string }) =>
      ask('GET', path, by === undefined ? {} : { by }),
    /** Lets queues, alarms and deadlines run their course. */
    async quiet(people: string[]): Promise<void> {
      await wait(SETTLED);
      for (const id of people) await runDurableObjectAlarm(realEnv.ACCOUNT_GUARD.getByName(id));
      await wait(0);
    },
    /** The latest mail to an address, once what is queued has been delivered. */
    async mailTo(email: string) {
      await deliver();
      const mail = provider.last(email);
      if (mail === undefined) throw new Error(`no mail to ${email}`);
      return mail;
    },
    mailedToken: async (email: string) => tokenOf((await self.mailTo(email)).links[0]),
    async mailedCode(email: string): Promise<string> {
      const [code] = (await self.mailTo(email)).codes;
      if (code === undefined) throw new Error('no code in the mail');
      return code;
    },
    /** Whether a mail with such a subject reached an address. */
    hasMail: (email: string, subject: RegExp): boolean =>
      provider.inbox.some(({ mail }) => mail.to === email && subject.test(mail.subject)),

    async signUp(email = freshEmail(), extra: object = {}) {
      const answer = await post('register', { email, password: PASSWORD, ...extra });
      assertOk('register', answer);
      return { email, id: (JSON.parse(answer.text) as { user_id: string }).user_id };
    },
    /** Registers and proves an address; after the first time, by a copy of that. */
    async register(): Promise<string> {
      if (copy === null) {
        const { email, id } = await self.signUp();
        assertOk('verify', await post('email/verify', { token: await self.mailedToken(email) }));
        copy = await copyUser(id);
      }
      const email = freshEmail();
      await copy(email, app.clock());
      return email;
    },
    async signIn(email: string, password = PASSWORD): Promise<Person> {
      const answer = await post('login', { email, password, token_delivery: 'body' });
      assertOk('login', answer);
      return { ...tokensOf(answer), email };
    },
    /** Someone who is signed in; D1 has been told of all of it. */
    async person(): Promise<Person> {
      const person = await self.signIn(await self.register());
      await wait(0);
      return person;
    },
    /** An administrator, signed in a moment ago. */
    async admin(): Promise<Person> {
      if (admin === null) {
        const { email, user } = await self.person();
        await giveRoles(['admin'], { id: user.id });
        admin = email;
      }
      return self.signIn(admin);
    },
    /** The id of the user of an address. */
    async idOf(email: string): Promise<string> {
      const found = realEnv.DB.prepare('select id from users where email = ?').bind(email);
      return (await found.first<string>('id')) ?? '';
    },
    /** Whether D1 has a user. */
    isThere: async (id: string): Promise<boolean> =>
      (await realEnv.DB.prepare('select id from users where id = ?').bind(id).first()) !== null,
    /** Lets the minutes pass for which a closed guard that is not wiped stays closed. */
    endClosing: (id: string): Promise<void> =>
      runInDurableObject(realEnv.ACCOUNT_GUARD.getByName(id), (_, { storage }) => {
        storage.sql.exec('delete from closed');
      }),
    /** Whether tokens work, at the guard and for another pair. */
    async lives({ access_token, refresh_token }: Tokens): Promise<boolean> {
      const me = await self.get('/api/v1/auth/me', { access_token });
      const refreshed = await post('token/refresh', { refresh: refresh_token });
      const states = [me.status, refreshed.status];
      if (states.every((status) => status === 200)) return true;
      if (states.every((status) => status === 401)) return false;
      throw new Error(`a session half alive: ${states}`);
    },
    /** The status of a sign-in by password. */
    signsIn: async (email: string, password = PASSWORD): Promise<number> =>
      (await post('login', { email, password, token_delivery: 'body' })).status,
  };
  return self;
}

function failLedger(board: Switchboard): void {
  const { send } = realEnv.LEDGER;
  Object.assign(realEnv.LEDGER, {
    // A send that hangs is given up by the guard's own clock (`guard/drain.test.ts`).
    send: (message: unknown) =>
      board.through('ledger.send', ['fail', 'lost'], async () => send(message as never)),
  });
}

/** The service that knows leaked passwords. */
const breachCheck =
  (board: Switchboard, rangeOf: (prefix: string) => string) =>
  (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const kinds = init?.signal == null ? (['fail', 'hang'] as const) : (['fail'] as const);
    const prefix = String(input).split('/').at(-1) ?? '';
    return board.through('fetch breach', kinds, async () => new Response(rangeOf(prefix)));
  };

export function assertOk(what: string, { status, text }: Answer): void {
  if (status >= 300) throw new Error(`${what}: ${status} ${text}`);
}

export const bodyOf = <T = Record<string, unknown>>({ text }: Answer): T => JSON.parse(text) as T;
export const tokensOf = (answer: Answer): Tokens => bodyOf<Tokens>(answer);
