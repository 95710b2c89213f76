import { describe, expect, it, vi } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { mailedCodeSecret } from '../../src/second-step/factors/mailed-code.ts';
import { createSendMailedCode } from '../../src/second-step/factors/send-mailed-code.ts';
import { createSendStepUpCode } from '../../src/second-step/factors/send-step-up-code.ts';
import { stepUpCodeSecret } from '../../src/second-step/factors/step-up-code.ts';

const CODE_TTL = 600_000;
const ASKED = Date.UTC(2027, 0, 15, 9, 30);
const FROM = { userAgent: null, country: null, ip: null } as never;
const USER = {
  ...{ id: 'ada', email: 'Ada@x.test', emailNormalized: 'ada@x.test', timezone: 'UTC' },
  ...{ locale: null, signInEpoch: 3, identities: [] },
};
const PENDING = { id: 'a-sign-in', userId: 'ada', startedAt: ASKED, signInEpoch: 3 };

type World = { user?: object | null; now?: number; charged?: boolean };

function arrange({ user = USER, now = ASKED, charged = true }: World = {}) {
  const mailer = vi.fn(async (_mail: Mail, _key: string) => {});
  const issueCode = vi.fn(async () => '123456');
  const chargeMail = vi.fn(async () => charged);
  const findById = vi.fn(async () => user);
  const deps = {
    ...{ users: { findById }, secrets: { issueCode }, guards: { chargeMail }, mailer },
    letterhead: { appName: 'Acme', appUrl: 'https://auth.test', color: null, supportUrl: null },
    ...{ clock: () => now, codeTtl: CODE_TTL },
  } as never;
  const common = { from: FROM, language: 'de' };
  return {
    ...{ mailer, issueCode, chargeMail, findById },
    sendMailed: () =>
      createSendMailedCode(deps)(
        { pending: PENDING as never, lane: 'device:a', ...common },
        'a-job',
      ),
    sendStepUp: () =>
      createSendStepUpCode(deps)(
        { userId: 'ada', sessionId: 'a-session', signInEpoch: 3, askedAt: ASKED, ...common },
        'a-job',
      ),
  };
}

type Send = (world: ReturnType<typeof arrange>) => Promise<void>;
const KINDS: [string, Send, object][] = [
  [
    'a sign-in',
    ({ sendMailed }) => sendMailed(),
    {
      purpose: mailedCodeSecret,
      context: { ...PENDING, email: 'ada@x.test' },
      subjects: ['a-sign-in', 'ada@x.test'],
    },
  ],
  [
    'a session',
    ({ sendStepUp }) => sendStepUp(),
    {
      purpose: stepUpCodeSecret,
      context: { sessionId: 'a-session', email: 'ada@x.test' },
      subjects: ['a-session'],
    },
  ],
];

describe.each(KINDS)('the mailed code of %s', (_what, send, secret) => {
  it('is valid from when it was asked for, whenever it is mailed', async () => {
    const world = arrange({ now: ASKED + CODE_TTL - 1 });
    await send(world);
    expect(world.findById).toHaveBeenCalledExactlyOnceWith('ada');
    const common = { userId: 'ada', epoch: 3, issuedAt: ASKED, ttl: CODE_TTL };
    expect(world.issueCode).toHaveBeenCalledExactlyOnceWith({ ...common, ...secret });
  });

  it('is mailed once by its job, in the language that was asked for, and says until when', async () => {
    const world = arrange();
    await send(world);
    expect(world.mailer).toHaveBeenCalledOnce();
    const [mail, key] = world.mailer.mock.calls[0] ?? [];
    expect(key).toBe('a-job');
    expect(mail?.to).toBe('Ada@x.test');
    expect(mail?.text).toContain('123456');
    expect(mail?.text).toContain('09:40');
    expect(mail?.html).toContain('lang="de"');
  });

  it.each<[string, World]>([
    ['it would have expired', { now: ASKED + CODE_TTL }],
    ['it has long expired', { now: ASKED + 2 * CODE_TTL }],
    ['the account is gone', { user: null }],
    ['all sessions have ended since', { user: { ...USER, signInEpoch: 4 } }],
  ])('is neither made nor mailed if %s', async (_why, state) => {
    const world = arrange(state);
    await send(world);
    for (const call of [world.issueCode, world.mailer, world.chargeMail])
      expect(call).not.toHaveBeenCalled();
  });
});

describe('the mailed code of a sign-in', () => {
  it('is charged to the lane that was promised it, once a sign-in', async () => {
    const { sendMailed, chargeMail } = arrange();
    await sendMailed();
    const mail = { lane: 'device:a', purpose: 'second_factor', key: 'a-sign-in', now: ASKED };
    expect(chargeMail).toHaveBeenCalledExactlyOnceWith('ada', mail);
  });

  it('is neither made nor mailed if too many went out', async () => {
    const { sendMailed, issueCode, mailer } = arrange({ charged: false });
    await sendMailed();
    for (const call of [issueCode, mailer]) expect(call).not.toHaveBeenCalled();
  });
});
