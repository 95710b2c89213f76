import type { SocialProviders } from './provider.ts';

/** What the configuration calls a provider; its id if it has none any more. */
export const providerLabelIn =
  (providers: SocialProviders) =>
  (id: string): string =>
    providers.find(id)?.label ?? id;
