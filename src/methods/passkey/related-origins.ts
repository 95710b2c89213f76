import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { describeRoute } from '../../http/contract.ts';
import { notFound } from '../../http/errors.ts';
import { rateLimited } from '../../limits/errors.ts';
import { once } from '../../shared/once.ts';
import { type RelyingParty, relatedOriginsOf } from '../../webauthn/relying-party.ts';

/** Seconds the list may be cached: an origin that is added is known soon. */
const MAX_AGE = 300;

const doc = describeRoute({
  operationId: 'getPasskeyOrigins',
  summary: 'Get the origins that may use our passkeys (WebAuthn Level 3 §5.11)',
  description: [
    'Browsers ask for it on pages outside the domain of the passkeys.',
    'A 404 unless `PASSKEY_ORIGINS` has such an origin.',
  ].join(' '),
  tag: 'Passkeys',
  answer: {
    status: 200,
    description: 'Origins outside the domain of the passkeys.',
    schema: once(() =>
      z.object({
        origins: z.array(z.string()).meta({ examples: [['https://app.example.net']] }),
      }),
    ),
  },
  errors: [notFound, rateLimited],
});

/** `/.well-known/webauthn`: the origins outside the domain whose pages may use its passkeys. */
export const relatedOrigins = (provide: (c: Context) => { relyingParty: RelyingParty }) =>
  new Hono({ strict: false }).get('/webauthn', doc, (c) => {
    const origins = relatedOriginsOf(provide(c).relyingParty);
    if (origins.length === 0) throw notFound();
    c.header('Cache-Control', `public, max-age=${MAX_AGE}`);
    return c.json({ origins }, 200);
  });
