import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { document } from '../http/contract.ts';
import { isForm, parseForm, readForm } from '../http/form.ts';
import { speakOauth, unsupportedGrantType } from '../http/oauth-error.ts';
import { tokenSchema } from '../http/token-schema.ts';
import { EXAMPLE_TOKENS } from '../tokens/example-tokens.ts';

const schema = z.object({
  grant_type: z.string().meta({ examples: ['refresh_token'] }),
  refresh_token: tokenSchema.meta({ examples: [EXAMPLE_TOKENS.refresh] }),
  client_id: z.string().max(255).optional().describe('Ignored: the token is enough.'),
  scope: z.string().max(1024).optional().describe('Ignored: there is only one scope.'),
});

/**
 * Handles the refresh of OAuth clients, a form with `grant_type=refresh_token` (RFC 6749 §6), and
 * passes everything else on. Cookies are ignored, so no page can make a browser refresh: the token
 * is in the form, and `respond` puts the next one into the body. Throws `validation_error`,
 * `unsupported_grant_type` and what `respond` throws.
 */
export function refreshByForm(
  respond: (c: Context, refreshToken: string) => Promise<Response>,
): MiddlewareHandler {
  const handle: MiddlewareHandler = async (c, next) => {
    const form = isForm(c) ? await readForm(c) : {};
    if (form.grant_type === undefined && form.refresh_token === undefined) return next();
    speakOauth(c);
    const { grant_type: grant, refresh_token: token } = parseForm(schema, form);
    if (grant !== 'refresh_token') throw unsupportedGrantType();
    return respond(c, token);
  };
  return document(handle, { kind: 'input', target: 'form', schema, optional: false });
}
