import type { Dialect } from './dialect.ts';
import type { ProviderKind } from './provider.ts';
import { appleDialect } from './providers/apple.ts';
import { googleDialect } from './providers/google.ts';
import { microsoftDialect } from './providers/microsoft.ts';
import { plainDialect } from './providers/openid.ts';

/** The kinds that speak OpenID Connect; GitHub's accounts do not. */
export type OpenIdKind = Exclude<ProviderKind, 'github'>;

/** How each kind speaks it. */
export const DIALECTS: Record<OpenIdKind, Dialect> = {
  openid: plainDialect,
  google: googleDialect,
  microsoft: microsoftDialect,
  apple: appleDialect,
};
