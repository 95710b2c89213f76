import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import {
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { switchSecondStepOn } from '../support/second-step.ts';
import { createTestApp, type TestApp, type TestEnv } from '../support/test-app.ts';

const MINUTE = 60_000;
const NEW = 'another-Horse-8-battery';
const LATER = 'yet-another-Horse-9-battery';
const AUTH = '/api/v1/auth';

type World = {
  app: TestApp;
  email: string;
  token: string;
  /** Links that were mailed for a change of address, to the new one and to the old. */
  change: string;
  undo: string;
  /** Does something to the person as an administrator. */
  act: (what: string) => Promise<Response>;
};
type Use = () => Promise<Response>;
type Entry = [name: string, prepare: (world: World) => Promise<Use>];

const form = (app: TestApp, path: string, token: string) =>
  app.fetch(path, { method: 'POST', body: new URLSearchParams({ token }) });
const linkOf = (mail: Mail | undefined, path: string) =>
  tokenOf(mail?.links.find((link) => link.includes(path)));

/** A guard that cannot be told that all sessions were ended. */
function deafGuard(): { namespace: TestEnv['ACCOUNT_GUARD']; deaf: (yes: boolean) => void } {
  const state = { deaf: false };
  const namespace = {
    getByName: (name: string) =>
      new Proxy(env.ACCOUNT_GUARD.getByName(name), {
        get: (stub, method) =>
          method === 'endAll' && state.deaf
            ? () => Promise.reject(new Error('deaf'))
            : (...args: unknown[]) =>
                (stub as unknown as Record<string, (...all: unknown[]) => unknown>)[
                  String(method)
                ]?.(...args),
      }),
  } as unknown as TestEnv['ACCOUNT_GUARD'];
  const deaf = (yes: boolean) => {
    state.deaf = yes;
  };
  return { namespace, deaf };
}

const createApp = (vars = {}) => createTestApp({ argon2: cheapArgon2, env: vars });

async function createWorld(app = createApp()): Promise<World> {
  const admin = await newcomer(app);
  await giveRoles(['admin'], { id: admin.user.id });
  const { access_token: adminToken } = await signIn(app, admin.email);
  const { email, access_token: token, user } = await newcomer(app);
  const moved = freshEmail();
  const body = { new_email: moved, password: PASSWORD };
  await app.post(`${AUTH}/email/change`, body, bearer(token));
  const change = linkOf(await app.lastMail(moved), '/change-email');
  const undo = linkOf(await app.lastMail(email), '/undo-email-change');
  const act = (what: string) =>
    app.post(`/api/v1/admin/users/${user.id}/${what}`, {}, bearer(adminToken));
  return { app, email, token, change, undo, act };
}

async function askFor({ app, email }: World, path: string): Promise<Mail> {
  await app.post(`${AUTH}/${path}`, { email });
  return app.lastMail(email);
}
const switchOn = ({ email }: World) => switchSecondStepOn(email);
async function askForVerification(world: World): Promise<Mail> {
  await editUsers('email_verified_at = null where email = ?', world.email);
  return askFor(world, 'email/resend');
}
async function firstStep(world: World): Promise<{ mfa_token: string; otp: string | undefined }> {
  await switchOn(world);
  const { app, email } = world;
  const answer = await app.post(`${AUTH}/login`, { email, password: PASSWORD });
  const { mfa_token } = await answer.json<{ mfa_token: string }>();
  return { mfa_token, otp: (await app.lastMail(email)).codes[0] };
}

/** Everything that is mailed or handed out for a single use, and how it is used. */
const SECRETS: Entry[] = [
  [
    'a sign-in code',
    async (world) => {
      const { app, email } = world;
      const [otp] = (await askFor(world, 'otp/request')).codes;
      return () => app.post(`${AUTH}/otp/verify`, { email, otp, token_delivery: 'body' });
    },
  ],
  [
    'the code of a second step, by its token',
    async (world) => {
      const step = await firstStep(world);
      return () => world.app.post(`${AUTH}/login/otp-verify`, step);
    },
  ],
  [
    'the code of a second step, by the address',
    async (world) => {
      const { otp } = await firstStep(world);
      return () => world.app.post(`${AUTH}/login/otp-verify`, { otp, email: world.email });
    },
  ],
  [
    'the token of a first step',
    async (world) => {
      await switchOn(world);
      const { app, email } = world;
      const [otp] = (await askFor(world, 'otp/request')).codes;
      const answer = await app.post(`${AUTH}/otp/verify`, { email, otp });
      const { mfa_token } = await answer.json<{ mfa_token: string }>();
      return () => app.post(`${AUTH}/login/otp-verify`, { mfa_token, password: PASSWORD });
    },
  ],
  [
    'a reset link',
    async (world) => {
      const token = linkOf(await askFor(world, 'password/reset'), '/reset-password');
      const body = { token, new_password: LATER };
      return () => world.app.post(`${AUTH}/password/reset/confirm`, body);
    },
  ],
  [
    'a reset code',
    async (world) => {
      const [otp] = (await askFor(world, 'forgot-password')).codes;
      const body = { email: world.email, otp, password: LATER };
      return () => world.app.post(`${AUTH}/password-reset`, body);
    },
  ],
  [
    'a verification link',
    async (world) => {
      const token = linkOf(await askForVerification(world), '/verify-email');
      return () => world.app.post(`${AUTH}/email/verify`, { token, password: PASSWORD });
    },
  ],
  [
    'a verification code',
    async (world) => {
      const [otp] = (await askForVerification(world)).codes;
      return () =>
        world.app.post(`${AUTH}/email/verify`, {
          email: world.email,
          otp,
          password: PASSWORD,
        });
    },
  ],
  [
    'an exchange token',
    async (world) => {
      const token = linkOf(await askForVerification(world), '/verify-email');
      const proof = { token, password: PASSWORD };
      const verified = await world.app.post(`${AUTH}/email/verify`, proof);
      const body = { ...(await verified.json<object>()), token_delivery: 'body' };
      return () => world.app.post(`${AUTH}/exchange-token`, body);
    },
  ],
  [
    'a link to a new address',
    async ({ app, change }) =>
      () =>
        app.post(`${AUTH}/email/change/confirm`, { token: change }),
  ],
  [
    'a link that unlocks',
    async ({ app, email }) => {
      for (let tries = 0; tries < 5; tries++)
        await app.post(`${AUTH}/login`, { email, password: WRONG });
      const token = linkOf(await app.lastMail(email), '/unlock-account');
      return () => form(app, '/unlock-account', token);
    },
  ],
];

/** Everything that ends all sessions of a person. */
const ENDS: Entry[] = [
  [
    'a new password',
    async ({ app, token }) =>
      () =>
        app.post(
          `${AUTH}/password/change`,
          { old_password: PASSWORD, new_password: NEW },
          bearer(token),
        ),
  ],
  [
    'a reset by link',
    async (world) => {
      const token = linkOf(await askFor(world, 'password/reset'), '/reset-password');
      return () => world.app.post(`${AUTH}/password/reset/confirm`, { token, new_password: NEW });
    },
  ],
  [
    'a reset by code',
    async (world) => {
      const [otp] = (await askFor(world, 'forgot-password')).codes;
      const body = { email: world.email, otp, password: NEW };
      return () => world.app.post(`${AUTH}/password-reset`, body);
    },
  ],
  [
    'the undo of a change of address',
    async ({ app, undo }) =>
      () =>
        form(app, '/undo-email-change', undo),
  ],
  [
    'a forced reset',
    async ({ act }) =>
      () =>
        act('force-reset'),
  ],
  [
    'an administrator who ends all sessions',
    async ({ act }) =>
      () =>
        act('terminate-sessions'),
  ],
  [
    'an administrator who disables, and enables again',
    async ({ act }) =>
      async () => {
        await act('disable');
        return act('enable');
      },
  ],
];

/** Prepares an end, then a secret a minute younger, so that nothing is refused for its age. */
async function prepare(world: World, secret: Entry, end: Entry): Promise<[use: Use, end: Use]> {
  const happen = await end[1](world);
  world.app.advance(MINUTE);
  return [await secret[1](world), happen];
}
const PAIRS = SECRETS.flatMap((secret) =>
  ENDS.map((end) => ({ name: `${secret[0]} before ${end[0]}`, secret, end })),
).filter(
  // Such a world unproves the address, and a code for the account that had proved it is then none.
  ({ secret, end }) => !(secret[0].startsWith('a verification') && end[0] === 'a reset by code'),
);

describe('what was mailed', () => {
  it.each(SECRETS)('works while nothing has ended: %s', async (...secret) => {
    const world = await createWorld();
    world.app.advance(MINUTE);
    const use = await secret[1](world);
    expect((await use()).status).toBe(200);
  });

  it.each(PAIRS)('is dead: $name', async ({ secret, end }) => {
    const world = await createWorld();
    const [use, happen] = await prepare(world, secret, end);
    expect((await happen()).status).toBe(200);
    expect((await use()).status).toBe(401);
  });

  it.each(PAIRS.filter(({ end }) => end === ENDS[0] || end === ENDS[5]))(
    'is dead though the guard was not told: $name',
    async ({ secret, end }) => {
      const { namespace, deaf } = deafGuard();
      const world = await createWorld(createApp({ ACCOUNT_GUARD: namespace }));
      const [use, happen] = await prepare(world, secret, end);
      deaf(true);
      await happen();
      expect((await use()).status).toBe(401);
    },
  );
});

describe('what ends all sessions', () => {
  const signsIn = SECRETS.filter(([name]) => /sign-in code|second step|exchange/.test(name));
  it.each(signsIn)('leaves no session of a race with %s', async (...secret) => {
    for (const end of ENDS) {
      const world = await createWorld();
      const [use, happen] = await prepare(world, secret, end);
      const [answer] = await Promise.all([use(), happen()]);
      if (answer.status !== 200) continue;
      const { access_token: token } = await answer.json<Tokens>();
      const me = await world.app.fetch(`${AUTH}/me`, { headers: bearer(token) });
      expect(me.status, end[0]).toBe(401);
    }
  });

  it('takes one of two new passwords in a race', async () => {
    const world = await createWorld();
    const { app, email } = world;
    const [change] = ENDS;
    const reset = SECRETS.find(([name]) => name === 'a reset link');
    const [use, happen] = await prepare(world, reset as Entry, change as Entry);
    await Promise.all([use(), happen()]);
    const signIns = await Promise.all(
      [NEW, LATER].map((password) => app.post(`${AUTH}/login`, { email, password })),
    );
    expect(signIns.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('leaves links that only take back', async () => {
    const world = await createWorld();
    const [change] = ENDS as [Entry];
    expect((await (await change[1](world))()).status).toBe(200);
    expect((await form(world.app, '/undo-email-change', world.undo)).status).toBe(200);
  });

  it.each(ENDS)('leaves what is mailed after it: %s', async (...end) => {
    const world = await createWorld();
    const { app, email } = world;
    const happen = await end[1](world);
    app.advance(MINUTE);
    expect((await happen()).status).toBe(200);
    await app.deliverJobs();
    app.advance(MINUTE);
    const [otp] = (await askFor(world, 'otp/request')).codes;
    expect((await app.post(`${AUTH}/otp/verify`, { email, otp })).status).toBe(200);
  });

  it('leaves the link that a forced reset mails itself', async () => {
    const { app, email, act } = await createWorld();
    await act('force-reset');
    const token = linkOf(await app.lastMail(email), '/reset-password');
    const body = { token, new_password: NEW };
    expect((await app.post(`${AUTH}/password/reset/confirm`, body)).status).toBe(200);
  });

  it('leaves what was asked for before it and mailed after it: anybody may ask again', async () => {
    const world = await createWorld();
    const { app, email } = world;
    const [change] = ENDS as [Entry];
    const happen = await change[1](world);
    await app.post(`${AUTH}/otp/request`, { email });
    const asked = app.queued.splice(0);
    await happen();
    app.queued.splice(0, app.queued.length, ...asked);
    const [otp] = (await app.lastMail(email)).codes;
    expect((await app.post(`${AUTH}/otp/verify`, { email, otp })).status).toBe(200);
  });
});
