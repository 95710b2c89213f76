import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { notFound } from '../../../http/errors.ts';
import type { ListedProvider, SocialProviders } from '../../../methods/social/provider.ts';

/** A configured provider as people see it. */
export type NamedProvider = Pick<ListedProvider, 'id' | 'label'>;

/** Passes only configured providers and sets `c.var.provider`. Throws `not_found` for any other. */
export const knownProvider = (provide: (c: Context) => { socialProviders: SocialProviders }) =>
  createMiddleware<{ Variables: { provider: NamedProvider } }>(async (c, next) => {
    const found = provide(c).socialProviders.find(c.req.param('provider') ?? '');
    if (found === null) throw notFound();
    c.set('provider', { id: found.id, label: found.label });
    await next();
  });

/** The provider of a request, behind {@link knownProvider}. */
export const providerOf = (c: Context): NamedProvider => c.get('provider') as NamedProvider;
