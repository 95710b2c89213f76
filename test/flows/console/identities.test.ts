import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { official, somebody } from '../../support/console-people.ts';
import { as, signIn } from '../../support/people.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

const vars = {
  LOGIN_SECOND_FACTOR: 'off',
  SOCIAL_PROVIDERS: JSON.stringify([{ id: 'google', client_id: 'ours' }]),
  SOCIAL_GOOGLE_SECRET: 'a-secret-of-google-w8',
};
/** As Microsoft makes them: upper and lower case are two subjects. */
const SUBJECT = 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ';

type Connected = {
  provider: string;
  subject: string;
  email: string | null;
  usedAt?: number;
};

/** Connects accounts at providers as the service stores them. */
async function connect(app: TestApp, userId: string, identities: Connected[]) {
  const insert = env.DB.prepare(
    `insert into user_identities
       (id, user_id, provider, issuer, subject, email, created_at, last_used_at)
       values (?, ?, ?, 'https://issuer.example', ?, ?, ?, ?)`,
  );
  await env.DB.batch(
    identities.map(({ provider, subject, email, usedAt }, index) =>
      insert.bind(
        ...[crypto.randomUUID(), userId, provider, subject, email],
        ...[app.clock() + index, usedAt ?? null],
      ),
    ),
  );
}

async function opened() {
  const app = createTestApp({ env: vars });
  const staff = await official(app, 'staff');
  const user = await somebody(app);
  await connect(app, user.id, [
    { provider: 'google', subject: '1101', email: 'then@gmail.com', usedAt: app.clock() },
    { provider: 'former', subject: SUBJECT, email: null },
  ]);
  return { app, staff, user };
}

const listOn = (html: string) =>
  (html.split('Accounts at providers</h2>')[1] ?? '').split('<h2')[0] ?? '';

describe('accounts at providers', () => {
  it('are shown to staff by the API, with all that support compares', async () => {
    const { app, staff, user } = await opened();
    const by = as(await signIn(app, staff.email));
    const answer = await app.admin.users[':id'].$get({ param: { id: user.id } }, by);
    const now = new Date(app.clock()).toISOString();
    const known = { issuer: 'https://issuer.example' };
    expect((await answer.json()).identities).toMatchObject([
      {
        ...known,
        provider: 'google',
        provider_name: 'Google',
        is_configured: true,
        subject: '1101',
        email: 'then@gmail.com',
        connected_at: now,
        last_used_at: now,
      },
      {
        ...known,
        provider: 'former',
        provider_name: 'former',
        is_configured: false,
        subject: SUBJECT,
        email: null,
        last_used_at: null,
      },
    ]);
  });

  it('are shown in the console, and which of them sign nobody in any more', async () => {
    const { staff, user } = await opened();
    const page = await staff.browser.open(user.path);
    const list = listOn(page.html);
    const [google = '', former = ''] = list.split('<li>').slice(1);
    expect(google).toContain('<bdi>Google</bdi>');
    expect(google.replaceAll('<wbr/>', '')).toContain('then@gmail.com');
    expect(google).toContain('>1101<');
    expect(google).not.toContain('Not configured');
    expect(former).toContain(`>${SUBJECT}<`);
    expect(former).toContain('Not configured');
    expect(former).toContain('No address.');
    expect(former).toContain('never');
  });

  it('say so where there are none', async () => {
    const app = createTestApp({ env: vars });
    const staff = await official(app, 'staff');
    const user = await somebody(app);
    const { html } = await staff.browser.open(user.path);
    expect(listOn(html)).toContain('None.');
  });

  it('hold no text that the page takes for its own', async () => {
    const app = createTestApp({ env: vars });
    const staff = await official(app, 'staff');
    const user = await somebody(app);
    const hostile = '<img src=x>"\u202egnp';
    await connect(app, user.id, [{ provider: 'google', subject: hostile, email: hostile }]);
    const { html } = await staff.browser.open(user.path);
    expect(html).not.toContain('<img src=x>');
    expect(listOn(html)).toContain('&lt;img src=x&gt;');
  });
});

describe('the search of users', () => {
  it('finds whose account at a provider something is, by its whole id and in its own case', async () => {
    const { app, staff, user } = await opened();
    const by = as(await signIn(app, staff.email));
    const foundBy = async (query: string) => {
      const answer = await app.admin.users.$get({ query: { query } }, by);
      return (await answer.json()).users.map(({ id }) => id);
    };
    expect(await foundBy('google:1101')).toEqual([user.id]);
    expect(await foundBy(`former:${SUBJECT}`)).toEqual([user.id]);
    for (const other of ['google:110', 'google:', `former:${SUBJECT.toLowerCase()}`, '1101'])
      expect(await foundBy(other), other).toEqual([]);
    // Ids and addresses have no case.
    expect(await foundBy(user.id.toUpperCase())).toEqual([user.id]);
    expect(await foundBy(user.email.toUpperCase())).toEqual([user.id]);
    const page = await staff.browser.open(`/admin/users?query=former%3A${SUBJECT}`);
    expect(page.html).toContain(`href="${user.path}"`);
  });
});
