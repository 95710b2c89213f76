import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Context, MiddlewareHandler } from 'hono';
import { auth as readBasic } from 'hono/utils/basic-auth';
import { notFound } from '../http/errors.ts';
import { equalInConstantTime } from '../shared/digest.ts';
import { defineError } from '../shared/errors.ts';

/** Who may read the mailbox: everyone, those who know the secret, or no one. */
export type MailboxAccess = 'open' | 'shut' | { secret: string };

/** The username of HTTP Basic; the password is `MAILBOX_SECRET`. */
const USER = 'mailbox';

const wrongSecret = defineError(
  'invalid_credentials',
  'unauthenticated',
  'Wrong username or password for the mailbox',
);

/** Returns `open` in development; elsewhere the secret, or `shut` if none is set. */
export function toMailboxAccess(environment: string, secret: string | null): MailboxAccess {
  if (environment === 'development') return 'open';
  return secret === null ? 'shut' : { secret };
}

/**
 * Guards the mailbox. Throws `not_found` if it is shut, as if it did not exist, and
 * `invalid_credentials` for a wrong secret, with a challenge (RFC 7617 §2) that makes browsers ask.
 */
export function requireAccess(accessOf: (c: Context) => MailboxAccess): MiddlewareHandler {
  return async (c, next) => {
    const access = accessOf(c);
    if (access === 'shut') throw notFound();
    if (access !== 'open' && !knows(c.req.raw, access.secret))
      throw wrongSecret({
        headers: { 'WWW-Authenticate': `Basic realm="${USER}", charset="UTF-8"` },
      });
    await next();
  };
}

// All digests have the same length, so the time reveals nothing about the secret, not even its
// length.
function knows(request: Request, secret: string): boolean {
  const given = readBasic(request);
  const digest = (user: string, password: string) => sha256(utf8ToBytes(`${user}:${password}`));
  return (
    given !== undefined &&
    equalInConstantTime(digest(given.username, given.password), digest(USER, secret))
  );
}
