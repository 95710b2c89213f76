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
  client_id: z.string().max(255).optional().describe('Changes nothing: the token is enough.'),
  scope: z.string().max(1024).optional().describe('Changes nothing: there is one scope.'),
});

/**
 * Takes the refresh that OAuth clients send, a form with `grant_type=refresh_token` (RFC 6749 §6), and lets everything else
 * pass. No cookie counts here, so no page can make a browser refresh: the token is in the form, and `answer` puts the next one
 * into the body.
 */
export function refreshByForm(
  answer: (c: Context, refreshToken: string) => Promise<Response>,
): MiddlewareHandler {
  const take: MiddlewareHandler = async (c, next) => {
    const form = isForm(c) ? await readForm(c) : {};
    if (form.grant_type === undefined && form.refresh_token === undefined) return next();
    speakOauth(c);
    const { grant_type: grant, refresh_token: token } = parseForm(schema, form);
    if (grant !== 'refresh_token') throw unsupportedGrantType();
    return answer(c, token);
  };
  return document(take, { kind: 'input', target: 'form', schema, optional: false });
}
