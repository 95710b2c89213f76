import type { Context } from 'hono';
import * as z from 'zod';
import { TOKEN_DELIVERIES, type TokenDelivery } from '../guard/guard-state.ts';
import { isFromBrowser } from '../http/cookies.ts';
import { plainText } from '../shared/plain-text.ts';

/** The name that a person gives a device. */
export const deviceNameSchema = plainText(100)
  .nullish()
  .meta({ examples: ['Ada’s laptop'] });

/** Where the refresh token of a session goes; remembered for its life. */
export const tokenDeliverySchema = z
  .enum(TOKEN_DELIVERIES)
  .nullish()
  .describe(
    'Where the refresh token goes, as long as the session lives. Left out: a cookie for browsers, `both` for other clients.',
  );

/**
 * What a sign-in asked for; else browsers get a cookie, which scripts cannot read, and other
 * clients both.
 */
export function deliveryOf(c: Context, asked: TokenDelivery | null | undefined): TokenDelivery {
  return asked ?? (isFromBrowser(c) ? 'cookie' : 'both');
}
