import type { PageClient } from '../page-client.ts';
import { freshEmail, register } from '../people.ts';
import { type FakeProvider, fakeProvider } from '../social.ts';
import type { Guide, Tour } from './tour.ts';

const CONNECTIONS = '/account/connections';
const JOIN = `${CONNECTIONS}/join`;

type Visit = Guide & { fake: FakeProvider };

/** Two providers at one address: `ours` vouches for addresses of example.com, `wary` for none. */
function settings(fake: FakeProvider): Record<string, unknown> {
  const { issuer, clientId: client_id, secret } = fake;
  const about = { client_id, issuer, label: 'Kiste' };
  return {
    SOCIAL_PROVIDERS: JSON.stringify([
      { id: 'ours', ...about, authority_for: ['example.com'] },
      { id: 'wary', ...about },
    ]),
    SOCIAL_OURS_SECRET: secret,
    SOCIAL_WARY_SECRET: secret,
    TERMS_URL: 'https://kiste.example/terms',
  };
}

/** Says who is signed in at the provider: somebody new. */
const become = ({ app, fake }: Visit, email: string) =>
  fake.set({
    now: Math.floor(app.clock() / 1000),
    person: { sub: crypto.randomUUID(), email, email_verified: true, name: 'Maya' },
  });

type Way = { browser: PageClient; id?: string; decision?: string };

async function go({ fake }: Visit, way: Way) {
  const { browser, id = 'ours' } = way;
  const start = await browser.open(`/sign-in/with/${id}`, { follow: false });
  return comeBack(fake, way, start.headers.get('Location') ?? '');
}

async function comeBack(
  fake: FakeProvider,
  { browser, id = 'ours', decision }: Way,
  location: string,
) {
  const answer = await fake.decide(location, decision);
  return browser.open(`/sign-in/with/${id}/callback?${answer}`);
}

async function signIn(visit: Visit) {
  const { app, browse } = visit;
  const browser = browse();
  await browser.open('/sign-up');
  await become(visit, freshEmail());
  await go(visit, { browser, decision: 'cancel' });
  const finish = await go(visit, { browser });
  const missing = await browser.submit(finish, {});
  await browser.submit(missing, { terms_accepted: 'yes' });
  await become(visit, await register(app));
  await go(visit, { browser: browse() });
  await proveAddress(visit);
}

async function proveAddress(visit: Visit) {
  const browser = visit.browse();
  await become(visit, freshEmail());
  const ask = await go(visit, { browser, id: 'wary' });
  const wrong = await browser.submit(ask, { email: 'maya' });
  const sent = await browser.submit(wrong, { email: freshEmail() });
  await browser.submit(sent, { otp: '000000' });
  await browser.submit(sent, { otp: '' });
  await browser.open('/sign-in/with/wary/address/code');
}

async function connect(visit: Visit) {
  const { browser } = await visit.enter();
  await become(visit, freshEmail());
  await browser.open(CONNECTIONS);
  const ask = await browser.open(`${CONNECTIONS}/with/ours`);
  const going = await browser.submit(ask, {}, { action: `${CONNECTIONS}/with/ours` });
  const join = await comeBack(visit.fake, { browser }, going.refresh ?? '');
  const done = await browser.submit(join, {}, { action: JOIN });
  await browser.open(JOIN);
  const link = done.links.find(({ href }) => href.endsWith('/disconnect'))?.href ?? '';
  const sure = await browser.open(link);
  await browser.submit(sure, {}, { action: link });
}

/** A tour with a fake provider of its own each time. */
function tour(name: string, see: (visit: Visit) => Promise<unknown>): Tour {
  let fake: FakeProvider;
  return {
    name,
    env: async () => {
      fake = await fakeProvider();
      return settings(fake);
    },
    go: (guide) => see({ ...guide, fake }),
  };
}

/** Tours through the pages of signing in with a provider. */
export const socialTours: Tour[] = [
  tour('signing in with a provider', signIn),
  tour('connecting a provider', connect),
];
