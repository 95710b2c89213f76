import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { notFound } from '../../../http/errors.ts';

/** A configured provider as people see it. */
export type NamedProvider = { id: string; label: string };

/** The providers that are configured, in the order of the configuration. */
export type ProviderNames = {
  list: () => NamedProvider[];
  find: (id: string) => NamedProvider | undefined;
};

/** Passes only configured providers and sets `c.var.provider`. Throws `not_found` for any other. */
export const knownProvider = (provide: (c: Context) => { socialProviders: ProviderNames }) =>
  createMiddleware<{ Variables: { provider: NamedProvider } }>(async (c, next) => {
    const found = provide(c).socialProviders.find(c.req.param('provider') ?? '');
    if (found === undefined) throw notFound();
    c.set('provider', { id: found.id, label: found.label });
    await next();
  });

/** How a provider is named to people: one that is configured no more by its id. */
export const labelOf = ({ find }: ProviderNames, id: string): string => find(id)?.label ?? id;
