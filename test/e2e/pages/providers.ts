import type { Change } from '../../support/fake-provider.ts';

const SECRET = 'secret-of-the-fake';
/** Those that are set up: what each vouches for is what its pages differ by. */
const PROVIDERS = [
  { id: 'ours', label: 'Fernhill ID', authority_for: ['example.com'] },
  { id: 'google' },
  { id: 'github' },
  { id: 'microsoft' },
  { id: 'a-provider-with-a-long-name', label: 'Donaudampfschifffahrtsgesellschaft (SSO)' },
] as const;
type Id = (typeof PROVIDERS)[number]['id'];

/** Fake providers, as one service has them. */
export type Providers = Awaited<ReturnType<typeof serveProviders>>;

/**
 * Sets fake providers up: `ours` vouches for addresses of example.com, the one with a long name for
 * none.
 */
export async function serveProviders(url: string) {
  const set = async (id: Id, change: Change): Promise<string> => {
    const body = JSON.stringify(change);
    const answer = await fetch(`${url}/control/${id}`, { method: 'PUT', body });
    return ((await answer.json()) as { issuer: string }).issuer;
  };
  const list = await Promise.all(
    PROVIDERS.map(async ({ id, ...about }) => {
      const shape = id === 'google' || id === 'github' || id === 'microsoft' ? id : 'openid';
      return { id, client_id: 'latchkey', issuer: await set(id, { shape }), ...about };
    }),
  );
  const secretOf = ({ id }: { id: string }) => [
    `SOCIAL_${id.toUpperCase().replaceAll('-', '_')}_SECRET`,
    SECRET,
  ];
  let last: Promise<unknown> = Promise.resolve();

  return {
    origin: url,
    settings: {
      SOCIAL_PROVIDERS: JSON.stringify(list),
      ...(Object.fromEntries(list.map(secretOf)) as Record<string, string>),
    },

    /** Says who is signed in at a provider while something is done: one person at a time. */
    as<T>(id: Id, person: Record<string, unknown>, act: () => Promise<T>): Promise<T> {
      const done = last.then(async () => {
        await set(id, { person: { sub: crypto.randomUUID(), email_verified: true, ...person } });
        return act();
      });
      last = done.catch(() => undefined);
      return done;
    },
  };
}
