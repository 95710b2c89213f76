import { describe, expect, it, vi } from 'vitest';
import { NotYet } from '../../src/mail/job-queue.ts';
import type { Mail } from '../../src/mail/mail.ts';
import type { FactorChangeNotice } from '../../src/second-step/factor-changes/factor-change.ts';
import { sendFactorChange } from '../../src/second-step/factor-changes/tell-factor-change.ts';
import { sendRemovalNotice } from '../../src/second-step/factor-removals/send-removal-notice.ts';
import { createSendIdentityChange } from '../../src/second-step/identity-changes/tell-identity-change.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2027, 0, 15, 9, 30);
const FROM = { userAgent: null, country: null, ip: null } as never;
const USER = { id: 'ada', timezone: 'UTC', locale: 'en' };
const FACTORS = [{ factor: { id: 'f', kind: 'passkey' } }] as FactorChangeNotice['factors'];

const IDENTITY = {
  ...{ id: 'i', userId: 'ada', provider: 'acme-id', issuer: 'https://id.test', subject: 's' },
  ...{ email: 'stranger@id.test', createdAt: 1, lastUsedAt: null },
};

type World = { user?: object | null; made?: object | null; now?: number };

function arrange({ user = USER, made = { metadata: {} }, now = AT }: World = {}) {
  const mailer = vi.fn(async (_mail: Mail, _key: string) => {});
  const issueLink = vi.fn(async () => 'tok_x');
  const deps = {
    users: { findById: async () => user },
    audit: { find: async () => made },
    secrets: { issueLink },
    letterhead: { appName: 'Acme', appUrl: 'https://auth.test', color: null, supportUrl: null },
    providerLabel: (provider: string) => `<${provider}>`,
    mailer,
    clock: () => now,
  } as never;
  const notice = { userId: 'ada', email: 'ada@before.test', at: AT, from: FROM, event: 'e' };
  return {
    mailer,
    issueLink,
    tellChange: (change: 'added' | 'removed') =>
      sendFactorChange(deps, { ...notice, change, factors: FACTORS }, 'key'),
    tellIdentity: (change: 'connected' | 'disconnected') =>
      createSendIdentityChange(deps)({ ...notice, change, identity: IDENTITY }, 'key'),
    tellRemoval: (by: 'administrator' | 'link') =>
      sendRemovalNotice(deps, { ...notice, by }, 'key'),
  };
}

type Tell = (world: ReturnType<typeof arrange>) => Promise<void>;
const NOTICES: [string, Tell][] = [
  ['a change of factors', ({ tellChange }) => tellChange('added')],
  ['a change of identities', ({ tellIdentity }) => tellIdentity('connected')],
  ['a removal that waits', ({ tellRemoval }) => tellRemoval('link')],
];

describe.each(NOTICES)('the notice of %s', (_what, tell) => {
  it('goes to the address of then, once the change is made', async () => {
    const world = arrange();
    await tell(world);
    expect(world.mailer).toHaveBeenCalledOnce();
    expect(world.mailer.mock.calls[0]).toMatchObject([{ to: 'ada@before.test' }, 'key']);
  });

  it('waits while the change may still be made', async () => {
    const world = arrange({ made: null });
    await expect(tell(world)).rejects.toThrow(NotYet);
    expect(world.mailer).not.toHaveBeenCalled();
  });

  it.each([
    ['the change was never made', { made: null, now: AT + HOUR }],
    ['the account is gone', { user: null }],
  ])('is not sent, and issues no link, if %s', async (_why, state) => {
    const world = arrange(state);
    await tell(world);
    expect(world.mailer).not.toHaveBeenCalled();
    expect(world.issueLink).not.toHaveBeenCalled();
  });
});

describe('the link in a notice', () => {
  it('puts back what was removed, and nothing of what was added', async () => {
    const world = arrange({ made: { metadata: { first: true } } });
    await world.tellChange('added');
    await world.tellChange('removed');
    const common = { disconnected: [], since: AT };
    const issued = { userId: 'ada', epoch: null, issuedAt: AT, ttl: 72 * HOUR };
    expect(world.issueLink.mock.calls).toMatchObject([
      [{ ...issued, context: { ...common, removed: [], first: true } }],
      [{ ...issued, context: { ...common, removed: FACTORS, first: true } }],
    ]);
    expect(world.mailer.mock.calls[0]?.[0]).toMatchObject({
      subject: expect.stringContaining('passkey'),
      links: expect.arrayContaining(['https://auth.test/undo-factor-change?token=tok_x']),
    });
  });

  it('is of an account that had a factor before, unless its event says otherwise', async () => {
    const world = arrange();
    await world.tellChange('added');
    expect(world.issueLink.mock.calls).toMatchObject([[{ context: { first: false } }]]);
  });

  it('cancels a removal for 30 hours, of which 24 are for the owner to object', async () => {
    const world = arrange();
    for (const by of ['link', 'administrator'] as const) await world.tellRemoval(by);
    expect(world.issueLink.mock.calls).toMatchObject([[{ ttl: 30 * HOUR }], [{ ttl: 30 * HOUR }]]);
    const [byLink, byAdministrator] = world.mailer.mock.calls.map(([mail]) => mail);
    for (const mail of [byLink, byAdministrator]) {
      expect(mail?.about).toMatchObject({ kind: 'factor_removal_asked' });
      expect(mail?.links).toEqual(['https://auth.test/cancel-factor-removal?token=tok_x']);
      expect(mail?.text).toMatch(/16 January 2027/);
    }
    expect(byAdministrator?.text).toMatch(/administrator/i);
    expect(byLink?.text).toMatch(/someone can read your email/);
    expect(byAdministrator?.text).toMatch(/may want to get into your account/);
    expect(byLink?.text).not.toMatch(/administrator/i);
  });

  it('connects again what was disconnected, and takes nobody’s password', async () => {
    const world = arrange({ made: { metadata: { first: true } } });
    await world.tellIdentity('connected');
    await world.tellIdentity('disconnected');
    const issued = { userId: 'ada', epoch: null, issuedAt: AT, ttl: 72 * HOUR };
    const context = { removed: [], since: AT, first: false };
    expect(world.issueLink.mock.calls).toMatchObject([
      [{ ...issued, context: { ...context, disconnected: [] } }],
      [{ ...issued, context: { ...context, disconnected: [IDENTITY] } }],
    ]);
    const mails = world.mailer.mock.calls.map(([mail]) => mail);
    expect(mails.map(({ about }) => about?.kind)).toEqual([
      'identity_connected',
      'identity_disconnected',
    ]);
    for (const mail of mails) {
      expect(mail.subject).toContain('<acme-id>');
      expect(mail.links).toContain('https://auth.test/undo-factor-change?token=tok_x');
      expect(mail.text).toMatch(/18 January 2027/);
      expect(mail.text).not.toContain('stranger@id.test');
    }
  });
});
