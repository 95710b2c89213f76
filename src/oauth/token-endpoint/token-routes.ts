import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../http/client-info.ts';
import { validationError } from '../../http/errors.ts';
import { parseForm, readForm } from '../../http/form.ts';
import { unsupportedGrantType } from '../../http/oauth-error.ts';
import { SECOND } from '../../shared/clock.ts';
import type { StoredClient } from '../clients/client-store.ts';
import type { ExchangeCode } from '../grants/exchange-code.ts';
import type { GrantTokens } from '../grants/issue-grant-tokens.ts';
import type { RefreshGrant } from '../grants/refresh-grant.ts';
import { type EnterDeps, enterAsClient, limitByClient } from './enter-as-client.ts';
import { type ProvedKeyDeps, provedKey } from './proved-key.ts';

export type TokenRoutesDeps = EnterDeps &
  ProvedKeyDeps & {
    exchangeCode: ExchangeCode;
    refreshGrant: RefreshGrant;
  };

/** The grants that are taken, as the metadata names them. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const;

const schema = z.object({
  grant_type: z.string().max(128),
  code: z.string().max(1024).optional(),
  redirect_uri: z.string().max(1024).optional(),
  code_verifier: z.string().max(256).optional(),
  refresh_token: z.string().max(4096).optional(),
  scope: z.string().max(512).optional(),
  resource: z.string().max(512).optional(),
});
type TokenForm = z.output<typeof schema>;

/** `/oauth/token` (RFC 6749 §3.2). */
export const tokenRoutes = (provide: (c: Context) => TokenRoutesDeps) =>
  new Hono<{ Variables: { client: StoredClient } }>({ strict: false }).post(
    '/token',
    enterAsClient(provide),
    limitByClient(provide, 'oauth_token'),
    async (c) => {
      const form = parseForm(schema, await readForm(c));
      const tokens = await grantOf(c, provide(c), form);
      return c.json(toBody(tokens), 200);
    },
  );

async function grantOf(c: Context, deps: TokenRoutesDeps, form: TokenForm): Promise<GrantTokens> {
  const client = c.get('client') as StoredClient;
  const resource = form.resource ?? null;
  const by = { client, resource, ...(await provedKey(c, deps)), info: clientInfo(c) };
  switch (form.grant_type) {
    case 'authorization_code': {
      const { redirect_uri: redirectUri = null, code_verifier: verifier = null } = form;
      const code = required(form, 'code');
      return deps.exchangeCode({ code, redirectUri, verifier, ...by });
    }
    case 'refresh_token': {
      const token = required(form, 'refresh_token');
      return deps.refreshGrant({ token, scope: form.scope ?? null, ...by });
    }
    default:
      throw unsupportedGrantType();
  }
}

function required(form: TokenForm, field: 'code' | 'refresh_token'): string {
  const value = form[field];
  if (value === undefined)
    throw validationError({ errors: [{ field, code: 'required', message: 'is missing' }] });
  return value;
}

/** RFC 6749 §5.1, OpenID Connect Core §3.1.3.3. What there is none of is left out. */
function toBody({ accessToken, tokenType, expiresIn, refreshToken, scope, idToken }: GrantTokens) {
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: Math.floor(expiresIn / SECOND),
    scope,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(idToken !== null && { id_token: idToken }),
  };
}
