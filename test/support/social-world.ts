import type { Change } from './fake-provider.ts';
import { createPageClient, type PageClient } from './page-client.ts';
import { freshEmail } from './people.ts';
import { fakeProvider } from './social.ts';
import { createTestApp } from './test-app.ts';

/** The name that people see of the provider. */
export const LABEL = 'Fernhill ID';
/** Where the way to it begins. */
export const START = '/sign-in/with/ours';

export type SocialWorld = Awaited<ReturnType<typeof socialWorld>>;
type Way = { query?: string; decision?: string };

/**
 * The service with a provider that vouches for addresses of a domain, or for none, and somebody new
 * who is signed in there.
 */
export async function socialWorld({
  vouches = true,
  authority = 'example.com',
  trust = false,
  change = {},
  env = {},
}: {
  vouches?: boolean;
  /** The domain that it vouches for. */
  authority?: string;
  /** Whether it is believed about two factors. */
  trust?: boolean;
  change?: Change;
  env?: Record<string, string>;
} = {}) {
  const { email = freshEmail() } = (change.person ?? {}) as { email?: string };
  const sub = crypto.randomUUID();
  const names = { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' };
  const person = { sub, email, email_verified: true, ...names, ...change.person };
  const fake = await fakeProvider({ ...change, person });
  const setting = {
    id: 'ours',
    client_id: fake.clientId,
    label: LABEL,
    issuer: fake.issuer,
    ...(vouches ? { authority_for: [authority] } : {}),
    trust_amr: trust,
  };
  const app = createTestApp({
    env: {
      SOCIAL_PROVIDERS: JSON.stringify([setting]),
      SOCIAL_OURS_SECRET: fake.secret,
      ...env,
    },
  });
  await fake.set({ now: Math.floor(app.clock() / 1000) });

  const self = {
    app,
    fake,
    email,
    person,
    browser: (): PageClient => createPageClient(app),

    /** Begins the way, and returns the address at the provider. */
    async begin(client: PageClient, query = ''): Promise<string> {
      const page = await client.open(START + query, { follow: false });
      const location = page.headers.get('Location') ?? '';
      if (!location.startsWith(fake.issuer)) throw new Error(`${page.status} ${location}`);
      return location;
    },

    /** Decides at the provider, and comes back by its address. */
    async comeBack(client: PageClient, location: string, decision = 'continue') {
      const answer = await fake.decide(location, decision);
      return client.open(`${START}/callback?${answer}`);
    },

    /** The whole way: to the provider and back. */
    async go(client: PageClient, { query, decision }: Way = {}) {
      return self.comeBack(client, await self.begin(client, query), decision);
    },

    /** Whom a browser is signed in as; null for nobody. */
    async signedInAs(client: PageClient): Promise<string | null> {
      const page = await client.open('/account/profile', { follow: false });
      if (page.status !== 200) return null;
      return /[\w.+-]+@[\w.]+/.exec(page.text.replaceAll('\u200b', ''))?.[0] ?? '';
    },
  };
  return self;
}
