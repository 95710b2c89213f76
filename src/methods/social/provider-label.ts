import type { SocialProviders } from './provider.ts';

/** Returns how a provider is named to people; its id once it is no longer configured. */
export const providerLabelIn =
  (providers: SocialProviders) =>
  (id: string): string =>
    providers.find(id)?.label ?? id;
