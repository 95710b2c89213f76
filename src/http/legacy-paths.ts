import type { Context, MiddlewareHandler } from 'hono';
import { getPathNoStrict } from 'hono/utils/url';

type Body = Record<string, unknown>;
/** Where a request to an older path belongs, and what must be said otherwise in its body. */
type LegacyPath = { canonical: string; toBody?: (body: Body) => Body };

const CANONICAL = '/api/v1/';
const AUTH = '/api/v1/auth';

/** Paths of the usual Django layouts, so that clients written for those work unchanged (contract.md, Older paths). */
const LEGACY_PATHS = new Map<string, LegacyPath>([
  ['/api/auth/login', { canonical: `${AUTH}/login` }],
  ['/api/auth/logout', { canonical: `${AUTH}/logout` }],
  ['/api/auth/token/refresh', { canonical: `${AUTH}/token/refresh` }],
  ['/api/auth/cron/flush-tokens', { canonical: `${AUTH}/cron/flush-tokens` }],
  ['/api/auth/change-password', { canonical: `${AUTH}/password/change` }],
  ['/api/auth/send-reset-password-email', { canonical: `${AUTH}/password/reset` }],
  ['/api/auth/verify-otp', { canonical: `${AUTH}/email/verify` }],
  ['/api/auth/resend-otp', { canonical: `${AUTH}/email/resend` }],
  ['/api/users/register', { canonical: `${AUTH}/register` }],
  ['/api/users/profile', { canonical: `${AUTH}/me` }],
  ['/api/users/me', { canonical: `${AUTH}/me` }],
  // djangorestframework-simplejwt keeps both tokens in the body.
  [
    '/api/users/token',
    { canonical: `${AUTH}/login`, toBody: (body) => ({ ...body, token_delivery: 'body' }) },
  ],
]);

/** `/api/auth/reset-password/{uid}/{token}`. Our tokens name their user themselves, so whatever stands for the uid decides nothing. */
const RESET_PATH = /^\/api\/auth\/reset-password\/[^/]+\/([\w-]+)[\s.,]*$/;

function findLegacyPath(path: string): LegacyPath | undefined {
  if (path.startsWith(CANONICAL)) return undefined;
  const token = RESET_PATH.exec(path)?.[1];
  if (token === undefined) return LEGACY_PATHS.get(path);
  const toBody = ({ password, password2 }: Body) => ({
    token,
    new_password: password,
    new_password_confirm: password2,
  });
  return { canonical: `${AUTH}/password/reset/confirm`, toBody };
}

/**
 * The path by which a request is routed: without a trailing slash, and the canonical one for an older one. The request keeps
 * the URL that was asked, which is what errors show.
 */
export function canonicalPath(request: Request): string {
  const path = getPathNoStrict(request);
  return findLegacyPath(path)?.canonical ?? path;
}

/** Says in the canonical words what a body to an older path says in its own. Goes after the limit of bodies. */
export const legacyBodies: MiddlewareHandler = async (c, next) => {
  const toBody = findLegacyPath(getPathNoStrict(c.req.raw))?.toBody;
  if (toBody !== undefined && c.req.method === 'POST') await rewriteBody(c, toBody);
  await next();
};

async function rewriteBody(c: Context, toBody: (body: Body) => Body): Promise<void> {
  // Not `text()`: for a body whose type is no text the runtime warns of it in the log.
  const text = new TextDecoder().decode(await c.req.raw.arrayBuffer());
  c.req.raw = new Request(c.req.raw, { body: toText(text, toBody) });
}

// What is no JSON object goes on as it came: the route says what is wrong with it.
function toText(text: string, toBody: (body: Body) => Body): string {
  try {
    const body: unknown = JSON.parse(text);
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? JSON.stringify(toBody(body as Body)) : text;
  } catch {
    return text;
  }
}
