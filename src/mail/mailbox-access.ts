import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Context, MiddlewareHandler } from 'hono';
import { auth as readBasic } from 'hono/utils/basic-auth';
import { notFound } from '../http/errors.ts';
import { equalInConstantTime } from '../shared/digest.ts';
import { defineError } from '../shared/errors.ts';

/** Who may read the mailbox: anybody, anybody who knows the secret, or nobody. */
export type MailboxAccess = 'open' | 'shut' | { secret: string };

/** The user of HTTP Basic; the password is `MAILBOX_SECRET`. */
const USER = 'mailbox';

const secretWanted = defineError(
  'invalid_credentials',
  'unauthenticated',
  'The mailbox wants its user and secret',
);

/** Open in development; elsewhere open to those who know `MAILBOX_SECRET`, and shut where none is set. */
export function toMailboxAccess(environment: string, secret: string | null): MailboxAccess {
  if (environment === 'development') return 'open';
  return secret === null ? 'shut' : { secret };
}

/**
 * Lets through who may read the mailbox. A shut one is `not_found`, as if there were none; a wrong secret is a 401 with a
 * challenge (RFC 7617 §2), which makes a browser ask for it.
 */
export function requireAccess(accessOf: (c: Context) => MailboxAccess): MiddlewareHandler {
  return async (c, next) => {
    const access = accessOf(c);
    if (access === 'shut') throw notFound();
    if (access !== 'open' && !knows(c.req.raw, access.secret))
      throw secretWanted({
        headers: { 'WWW-Authenticate': `Basic realm="${USER}", charset="UTF-8"` },
      });
    await next();
  };
}

// Digests have one length, so the time tells nothing about the secret, its length included.
function knows(request: Request, secret: string): boolean {
  const given = readBasic(request);
  const digest = (user: string, password: string) => sha256(utf8ToBytes(`${user}:${password}`));
  return (
    given !== undefined &&
    equalInConstantTime(digest(given.username, given.password), digest(USER, secret))
  );
}
