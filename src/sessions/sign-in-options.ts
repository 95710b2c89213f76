import type { Context } from 'hono';
import * as z from 'zod';
import { TOKEN_DELIVERIES, type TokenDelivery } from '../guard/guard-state.ts';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { isFromBrowser } from '../http/cookies.ts';
import { plainText } from '../shared/plain-text.ts';

/** The session that a sign-in asks for, and where the sign-in comes from. */
export type SignInOptions = {
  /** Whether the session lives as long as a remembered one. */
  remember: boolean;
  /** The name that the user gives the device. */
  deviceName: string | null;
  /** Where the refresh token goes. */
  delivery: TokenDelivery;
  client: ClientInfo;
};

const deviceNameSchema = plainText(100)
  .nullish()
  .meta({ examples: ['Ada’s laptop'] });

/** Where the refresh token of a session goes, for the session's life. */
export const tokenDeliverySchema = z
  .enum(TOKEN_DELIVERIES)
  .nullish()
  .describe(
    [
      'Where the refresh token goes for the life of the session.',
      'Defaults to a cookie for browsers and `both` for other clients.',
    ].join(' '),
  );

/** The body fields that set the {@link SignInOptions}. */
export const signInOptionFields = {
  remember_me: z.boolean().default(false),
  device_name: deviceNameSchema,
  token_delivery: tokenDeliverySchema,
};

/**
 * Returns the options of a sign-in request. By default browsers get the refresh token in a cookie,
 * which scripts cannot read, and other clients in both.
 */
export function signInOptionsOf(
  c: Context,
  body: {
    remember_me?: boolean;
    device_name?: string | null | undefined;
    token_delivery?: TokenDelivery | null | undefined;
  },
): SignInOptions {
  return {
    remember: body.remember_me ?? false,
    deviceName: body.device_name ?? null,
    delivery: body.token_delivery ?? (isFromBrowser(c) ? 'cookie' : 'both'),
    client: clientInfo(c),
  };
}
