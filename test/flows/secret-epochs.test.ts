import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { cheapArgon2 } from '../support/cheap-argon2.ts';
import { editUsers, giveRoles } from '../support/edit-users.ts';
import {
  type Answer,
  bearer,
  freshEmail,
  newcomer,
  PASSWORD,
  signIn,
  type Tokens,
  tokenOf,
  WRONG,
} from '../support/people.ts';
import { pressForm } from '../support/press-link.ts';
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
  /** Links mailed for a change of address, to the new one and to the old. */
  change: string;
  undo: string;
  /** Makes an administrator, who then acts on the person. */
  asAdmin: () => Promise<(what: string) => Promise<Answer>>;
};
type Use = () => Promise<Answer>;
type Entry = [name: string, prepare: (world: World) => Promise<Use>];

const form = (app: TestApp, path: string, token: string) => pressForm(app, path, { token });
const linkOf = (mail: Mail | undefined, path: string) =>
  tokenOf(mail?.links.find((link) => link.includes(path)));

/** A guard that cannot be told of a change that was made. */
function deafGuard(): { namespace: TestEnv['ACCOUNT_GUARD']; deaf: (yes: boolean) => void } {
  const state = { deaf: false };
  const namespace = {
    getByName: (name: string) =>
      new Proxy(env.ACCOUNT_GUARD.getByName(name), {
        get: (stub, method) =>
          method === 'commit' && state.deaf
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

async function becomeAdmin(app: TestApp): Promise<string> {
  const admin = await newcomer(app);
  await giveRoles(['admin'], { id: admin.user.id });
  return (await signIn(app, admin.email)).access_token;
}

async function createWorld(app = createApp()): Promise<World> {
  const { email, access_token: token, user } = await newcomer(app);
  const moved = freshEmail();
  const body = { new_email: moved, password: PASSWORD };
  await app.auth.email.change.$post({ json: body }, { headers: bearer(token) });
  const change = linkOf(await app.lastMail(moved), '/change-email');
  const undo = linkOf(await app.lastMail(email), '/undo-email-change');
  const asAdmin = async () => {
    const admin = bearer(await becomeAdmin(app));
    return (what: string) => app.post(`/api/v1/admin/users/${user.id}/${what}`, {}, admin);
  };
  return { app, email, token, change, undo, asAdmin };
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
  const answer = await app.auth.login.$post({ json: { email, password: PASSWORD } });
  const { mfa_token } = (await answer.json()) as { mfa_token: string };
  return { mfa_token, otp: (await app.lastMail(email)).codes[0] };
}

/** Every one-time secret, and how it is used. */
const SECRETS: Entry[] = [
  [
    'a sign-in code',
    async (world) => {
      const { app, email } = world;
      const [otp = ''] = (await askFor(world, 'otp/request')).codes;
      return () => app.auth.otp.verify.$post({ json: { email, otp, token_delivery: 'body' } });
    },
  ],
  [
    'the code of a second step, by its token',
    async (world) => {
      const step = await firstStep(world);
      return () => world.app.auth.login['otp-verify'].$post({ json: step });
    },
  ],
  [
    'the code of a second step, by the address',
    async (world) => {
      const { otp } = await firstStep(world);
      return () => world.app.auth.login['otp-verify'].$post({ json: { otp, email: world.email } });
    },
  ],
  [
    'the token of a first step',
    async (world) => {
      await switchOn(world);
      const { app, email } = world;
      const [otp = ''] = (await askFor(world, 'otp/request')).codes;
      const answer = await app.auth.otp.verify.$post({ json: { email, otp } });
      const { mfa_token } = (await answer.json()) as { mfa_token: string };
      return () => app.auth.login['otp-verify'].$post({ json: { mfa_token, password: PASSWORD } });
    },
  ],
  [
    'a reset link',
    async (world) => {
      const token = linkOf(await askFor(world, 'password/reset'), '/reset-password');
      const body = { token, new_password: LATER };
      return () => world.app.auth.password.reset.confirm.$post({ json: body });
    },
  ],
  [
    'a reset code',
    async (world) => {
      const [otp = ''] = (await askFor(world, 'forgot-password')).codes;
      const body = { email: world.email, otp, password: LATER };
      return () => world.app.auth['password-reset'].$post({ json: body });
    },
  ],
  [
    'a verification link',
    async (world) => {
      const token = linkOf(await askForVerification(world), '/verify-email');
      return () => world.app.auth.email.verify.$post({ json: { token, password: PASSWORD } });
    },
  ],
  [
    'a verification code',
    async (world) => {
      const [otp = ''] = (await askForVerification(world)).codes;
      return () =>
        world.app.auth.email.verify.$post({
          json: {
            email: world.email,
            otp,
            password: PASSWORD,
          },
        });
    },
  ],
  [
    'an exchange token',
    async (world) => {
      const token = linkOf(await askForVerification(world), '/verify-email');
      const proof = { token, password: PASSWORD };
      const verified = await world.app.auth.email.verify.$post({ json: proof });
      const body = {
        ...((await verified.json()) as { exchange_token: string }),
        token_delivery: 'body',
      } as const;
      return () => world.app.auth['exchange-token'].$post({ json: body });
    },
  ],
  [
    'a link to a new address',
    async ({ app, change }) =>
      () =>
        app.auth.email.change.confirm.$post({ json: { token: change } }),
  ],
  [
    'a link that unlocks',
    async ({ app, email }) => {
      for (let tries = 0; tries < 5; tries++)
        await app.auth.login.$post({ json: { email, password: WRONG } });
      const token = linkOf(await app.lastMail(email), '/unlock-account');
      return () => form(app, '/unlock-account', token);
    },
  ],
];

/** Everything that ends all sessions of a user. */
const ENDS: Entry[] = [
  [
    'a new password',
    async ({ app, token }) =>
      () =>
        app.auth.password.change.$post(
          { json: { old_password: PASSWORD, new_password: NEW } },
          { headers: bearer(token) },
        ),
  ],
  [
    'a reset by link',
    async (world) => {
      const token = linkOf(await askFor(world, 'password/reset'), '/reset-password');
      return () =>
        world.app.auth.password.reset.confirm.$post({ json: { token, new_password: NEW } });
    },
  ],
  [
    'a reset by code',
    async (world) => {
      const [otp = ''] = (await askFor(world, 'forgot-password')).codes;
      const body = { email: world.email, otp, password: NEW };
      return () => world.app.auth['password-reset'].$post({ json: body });
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
    async ({ asAdmin }) => {
      const act = await asAdmin();
      return () => act('force-reset');
    },
  ],
  [
    'an administrator who ends all sessions',
    async ({ asAdmin }) => {
      const act = await asAdmin();
      return () => act('terminate-sessions');
    },
  ],
  [
    'an administrator who disables, and enables again',
    async ({ asAdmin }) => {
      const act = await asAdmin();
      return async () => {
        await act('disable');
        return act('enable');
      };
    },
  ],
];

/** Prepares an end, then a secret one minute newer, so that no secret is rejected for its age. */
async function prepare(world: World, secret: Entry, end: Entry): Promise<[use: Use, end: Use]> {
  const happen = await end[1](world);
  world.app.advance(MINUTE);
  return [await secret[1](world), happen];
}
const PAIRS = SECRETS.flatMap((secret) =>
  ENDS.map((end) => ({ name: `${secret[0]} before ${end[0]}`, secret, end })),
).filter(
  // This world unverifies the address, which voids a code for the account that had verified it.
  ({ secret, end }) => !(secret[0].startsWith('a verification') && end[0] === 'a reset by code'),
);

describe('a mailed link or code', () => {
  it.each(SECRETS)('works while no sessions have been ended: %s', async (...secret) => {
    const world = await createWorld();
    world.app.advance(MINUTE);
    const use = await secret[1](world);
    expect((await use()).status).toBe(200);
  });

  it.each(PAIRS)('is void: $name', async ({ secret, end }) => {
    const world = await createWorld();
    const [use, happen] = await prepare(world, secret, end);
    expect((await happen()).status).toBe(200);
    expect((await use()).status).toBe(401);
  });

  it.each(PAIRS.filter(({ end }) => end === ENDS[0] || end === ENDS[5]))(
    'is void even if the guard was not updated: $name',
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

describe('ending all sessions', () => {
  const signsIn = SECRETS.filter(([name]) => /sign-in code|second step|exchange/.test(name));
  it.each(signsIn)('leaves no session of a concurrent %s', async (...secret) => {
    for (const end of ENDS) {
      const world = await createWorld();
      const [use, happen] = await prepare(world, secret, end);
      const [answer] = await Promise.all([use(), happen()]);
      if (answer.status !== 200) continue;
      const { access_token: token } = (await answer.json()) as Tokens;
      const me = await world.app.auth.me.$get({}, { headers: bearer(token) });
      expect(me.status, end[0]).toBe(401);
    }
  });

  it('accepts one of two racing new passwords', async () => {
    const world = await createWorld();
    const { app, email } = world;
    const [change] = ENDS;
    const reset = SECRETS.find(([name]) => name === 'a reset link');
    const [use, happen] = await prepare(world, reset as Entry, change as Entry);
    await Promise.all([use(), happen()]);
    const signIns = await Promise.all(
      [NEW, LATER].map((password) => app.auth.login.$post({ json: { email, password } })),
    );
    expect(signIns.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('keeps links that only undo a change valid', async () => {
    const world = await createWorld();
    const [change] = ENDS as [Entry];
    expect((await (await change[1](world))()).status).toBe(200);
    expect((await form(world.app, '/undo-email-change', world.undo)).status).toBe(200);
  });

  it.each(ENDS)('keeps links and codes issued afterwards valid: %s', async (...end) => {
    const world = await createWorld();
    const { app, email } = world;
    const happen = await end[1](world);
    app.advance(MINUTE);
    expect((await happen()).status).toBe(200);
    await app.deliverJobs();
    app.advance(MINUTE);
    const [otp = ''] = (await askFor(world, 'otp/request')).codes;
    expect((await app.auth.otp.verify.$post({ json: { email, otp } })).status).toBe(200);
  });

  it('keeps the link of the forced reset that caused it valid', async () => {
    const { app, email, asAdmin } = await createWorld();
    await (await asAdmin())('force-reset');
    const token = linkOf(await app.lastMail(email), '/reset-password');
    const body = { token, new_password: NEW };
    expect((await app.auth.password.reset.confirm.$post({ json: body })).status).toBe(200);
  });

  it('keeps codes valid that were requested before and mailed after', async () => {
    const world = await createWorld();
    const { app, email } = world;
    const [change] = ENDS as [Entry];
    const happen = await change[1](world);
    await app.auth.otp.request.$post({ json: { email } });
    const asked = app.queued.splice(0);
    await happen();
    app.queued.splice(0, app.queued.length, ...asked);
    const [otp = ''] = (await app.lastMail(email)).codes;
    expect((await app.auth.otp.verify.$post({ json: { email, otp } })).status).toBe(200);
  });
});
