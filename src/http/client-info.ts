import type { Context } from 'hono';

/** Where a request comes from, as far as we may know. */
export type ClientInfo = {
  /** From `CF-Connecting-IP` and nothing else: any other header can be forged. */
  ipAddress: string | null;
  userAgent: string | null;
  city: string | null;
  country: string | null;
  requestId: string;
};

const USER_AGENT_LENGTH = 512;

/** Reads the client's traits from a request. `cf` is absent on sockets that do not pass Cloudflare. */
export function clientInfo(c: Context): ClientInfo {
  const cf = (c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>).cf;
  return {
    ipAddress: c.req.header('CF-Connecting-IP') ?? null,
    userAgent: c.req.header('User-Agent')?.slice(0, USER_AGENT_LENGTH) ?? null,
    city: cf?.city ?? null,
    country: cf?.country ?? null,
    requestId: c.get('requestId') ?? '',
  };
}
