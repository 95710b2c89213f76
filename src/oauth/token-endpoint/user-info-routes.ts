import { type Context, Hono } from 'hono';
import { decodeJwt } from 'jose';
import { DPOP_CHALLENGE, inScheme } from '../../http/challenge.ts';
import { isForm, readForm } from '../../http/form.ts';
import { isOfProof, speakOauth } from '../../http/oauth-error.ts';
import { type PresentedToken, presentedToken, presentsProof } from '../../http/presented-token.ts';
import { noteProblem } from '../../http/request-log.ts';
import { type AppError, findAppError } from '../../shared/errors.ts';
import { textOf } from '../../tokens/dpop/prove-key.ts';
import {
  insufficientScope,
  tokenExpired,
  tokenMissing,
  tokenRevoked,
} from '../../tokens/errors.ts';
import { shareWithClient } from '../clients/client-origins.ts';
import type { FindClient } from '../clients/find-client.ts';
import type { FindUserInfo } from './user-info.ts';

export type UserInfoRoutesDeps = { userInfo: FindUserInfo; findClient: FindClient };

/** `/oauth/userinfo`, GET and POST (OpenID Connect Core §5.3). */
export const userInfoRoutes = (provide: (c: Context) => UserInfoRoutesDeps) =>
  new Hono({ strict: false })
    .get('/userinfo', (c) => answer(c, provide(c)))
    .post('/userinfo', (c) => answer(c, provide(c)));

async function answer(c: Context, deps: UserInfoRoutesDeps): Promise<Response> {
  speakOauth(c);
  let token: PresentedToken | null = null;
  try {
    token = await tokenOf(c);
    if (token === null) throw tokenMissing();
    const claims = await deps.userInfo(token, (client) => shareWithClient(c, client));
    return c.json(claims, 200);
  } catch (error) {
    const refusal = findAppError(error);
    if (token !== null && AUTHENTIC.includes(refusal?.code ?? ''))
      await shareWithHolder(c, deps, textOf(token));
    if (refusal?.kind === 'token_refused') return refuse(c, refusal, 401, errorOf(refusal));
    if (refusal?.code === insufficientScope.code)
      return refuse(c, refusal, 403, insufficientScope.code);
    throw error;
  }
}

/** Refusals of a token whose signature was right. */
const AUTHENTIC: string[] = [tokenExpired.code, tokenRevoked.code, insufficientScope.code];

/** Lets the client of a token that is over see that it is: it then asks for another. */
async function shareWithHolder(c: Context, { findClient }: UserInfoRoutesDeps, token: string) {
  if (c.req.header('Origin') === undefined) return;
  const { client_id: id } = decodeJwt(token);
  const client = typeof id === 'string' ? await findClient(id) : null;
  if (client !== null) shareWithClient(c, client);
}

/** By header, or in the body of a form (RFC 6750 §2.2); never in the query, which is logged. */
async function tokenOf(c: Context): Promise<PresentedToken | null> {
  const borne = presentedToken(c);
  if (borne !== null || c.req.method !== 'POST' || !isForm(c)) return borne;
  const { access_token: token } = await readForm(c);
  return typeof token === 'string' ? token : null;
}

/** RFC 6750 §3: a request without a token gets no error code. */
function refuse(c: Context, refusal: AppError, status: 401 | 403, error: string): Response {
  const { code, title, details } = refusal;
  noteProblem(c, code);
  const bearer = code === tokenMissing.code ? 'Bearer' : `Bearer error="${error}"`;
  const challenge = presentsProof(c) ? inScheme(c, bearer) : `${bearer}, ${DPOP_CHALLENGE}`;
  const headers = { ...details.headers, 'WWW-Authenticate': challenge };
  return c.json({ error, error_description: title }, status, headers);
}

const errorOf = ({ code }: AppError) => (isOfProof(code) ? code : 'invalid_token');
