import type { Context, MiddlewareHandler } from 'hono';
import { getPathNoStrict } from 'hono/utils/url';

type Body = Record<string, unknown>;
/** The canonical path of an older one, and how its body is converted. */
type LegacyPath = { canonical: string; toBody?: (body: Body) => Body };

const CANONICAL = '/api/v1/';
const AUTH = '/api/v1/auth';

/** Paths of usual Django layouts, whose clients work unchanged (contract.md, "Older paths"). */
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
  // djangorestframework-simplejwt returns both tokens in the body.
  [
    '/api/users/token',
    { canonical: `${AUTH}/login`, toBody: (body) => ({ ...body, token_delivery: 'body' }) },
  ],
]);

/** `/api/auth/reset-password/{uid}/{token}`. The uid is ignored: our tokens identify their user. */
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
 * Returns the path by which a request is routed: without a trailing slash, and canonical for an
 * older path. The request keeps its own URL, which errors show.
 */
export function canonicalPath(request: Request): string {
  const path = getPathNoStrict(request);
  return findLegacyPath(path)?.canonical ?? path;
}

/** Converts bodies to older paths to the canonical fields. Goes after the body limit. */
export const legacyBodies: MiddlewareHandler = async (c, next) => {
  const toBody = findLegacyPath(getPathNoStrict(c.req.raw))?.toBody;
  if (toBody !== undefined && c.req.method === 'POST') await rewriteBody(c, toBody);
  await next();
};

async function rewriteBody(c: Context, toBody: (body: Body) => Body): Promise<void> {
  // Not `text()`: the runtime logs a warning for a body whose type is not text.
  const text = new TextDecoder().decode(await c.req.raw.arrayBuffer());
  c.req.raw = new Request(c.req.raw, { body: toText(text, toBody) });
}

// Anything but a JSON object passes unchanged: the route reports the error.
function toText(text: string, toBody: (body: Body) => Body): string {
  try {
    const body: unknown = JSON.parse(text);
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? JSON.stringify(toBody(body as Body)) : text;
  } catch {
    return text;
  }
}
