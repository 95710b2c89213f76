import type { Context } from 'hono';
import * as z from 'zod';
import { TOKEN_DELIVERIES, type TokenDelivery } from '../guard/guard-state.ts';
import { type ClientInfo, clientInfo } from '../http/client-info.ts';
import { isFromBrowser } from '../http/cookies.ts';
import { plainText } from '../shared/plain-text.ts';

/** What the session that a sign-in ends in is to be, and where the sign-in comes from. */
export type SignInOptions = {
  /** Whether the session lives as long as a remembered one. */
  remember: boolean;
  /** The name that the user gives the device. */
  deviceName: string | null;
  /** Where the refresh token goes. */
  delivery: TokenDelivery;
  client: ClientInfo;
};

/** The name that a person gives a device. */
const deviceNameSchema = plainText(100)
  .nullish()
  .meta({ examples: ['Ada’s laptop'] });

/** Where the refresh token of a session goes; remembered for its life. */
export const tokenDeliverySchema = z
  .enum(TOKEN_DELIVERIES)
  .nullish()
  .describe(
    'Where the refresh token goes, as long as the session lives. Left out: a cookie for browsers, `both` for other clients.',
  );

/** The fields of a body by which a sign-in asks for its {@link SignInOptions}. */
export const signInOptionFields = {
  remember_me: z.boolean().default(false),
  device_name: deviceNameSchema,
  token_delivery: tokenDeliverySchema,
};

/**
 * What a request asks of its sign-in. Unless it says where the refresh token goes, browsers get a
 * cookie, which scripts cannot read, and other clients both.
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
