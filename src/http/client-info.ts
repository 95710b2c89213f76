import type { Context } from 'hono';
import { readAccessCookie, readDeviceCookies, readRefreshCookie } from './cookies.ts';
import { parseDevice } from './device.ts';

/** Where a request comes from, as far as we may know. */
export type ClientInfo = {
  /** From `CF-Connecting-IP` and nothing else: any other header can be forged. */
  ipAddress: string | null;
  userAgent: string | null;
  /** The languages that the browser asks for. */
  languages: string | null;
  city: string | null;
  country: string | null;
  requestId: string;
  /** The cookies by which the browser is known, its device cookies by user id. Never recorded. */
  bears?: {
    refreshToken: string | null;
    accessToken: string | null;
    devices: Record<string, string>;
  };
};

const USER_AGENT_LENGTH = 512;

/** Reads the client's traits from a request. `cf` is absent on sockets that do not pass Cloudflare. */
export function clientInfo(c: Context): ClientInfo {
  const cf = (c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>).cf;
  return {
    ipAddress: c.req.header('CF-Connecting-IP') ?? null,
    userAgent: c.req.header('User-Agent')?.slice(0, USER_AGENT_LENGTH) ?? null,
    languages: c.req.header('Accept-Language')?.slice(0, USER_AGENT_LENGTH) ?? null,
    city: cf?.city ?? null,
    country: cf?.country ?? null,
    requestId: c.get('requestId') ?? '',
    bears: {
      refreshToken: readRefreshCookie(c),
      accessToken: readAccessCookie(c),
      devices: readDeviceCookies(c),
    },
  };
}

/** Where a request came from in words for a mail: "Firefox on Linux, Vienna, AT (203.0.113.7)". */
export function describeClient({ userAgent, city, country, ipAddress }: ClientInfo): string {
  const { browser, os } = parseDevice(userAgent);
  const device =
    browser === null && os === null
      ? 'an unknown device'
      : [browser ?? 'an unknown browser', os ?? 'an unknown system'].join(' on ');
  const place = [city, country].filter((part) => part !== null);
  return `${[device, ...place].join(', ')} (${ipAddress ?? 'address unknown'})`;
}
