import { type Context, Hono } from 'hono';
import { DPOP_CHALLENGE, inScheme } from '../../http/challenge.ts';
import { isForm, readForm } from '../../http/form.ts';
import { isOfProof, speakOauth } from '../../http/oauth-error.ts';
import { type PresentedToken, presentedToken, presentsProof } from '../../http/presented-token.ts';
import { noteProblem } from '../../http/request-log.ts';
import { type AppError, findAppError } from '../../shared/errors.ts';
import { accessTokenMissing, insufficientScope, tokenMissing } from '../../tokens/errors.ts';
import { shareWithClient } from '../clients/client-origins.ts';
import type { FindUserInfo } from './user-info.ts';

export type UserInfoRoutesDeps = { userInfo: FindUserInfo };

/** `/oauth/userinfo`, GET and POST (OpenID Connect Core §5.3). */
export const userInfoRoutes = (provide: (c: Context) => UserInfoRoutesDeps) =>
  new Hono({ strict: false })
    .get('/userinfo', (c) => answer(c, provide(c)))
    .post('/userinfo', (c) => answer(c, provide(c)));

async function answer(c: Context, deps: UserInfoRoutesDeps): Promise<Response> {
  speakOauth(c);
  try {
    const token = await tokenOf(c);
    if (token === null) throw accessTokenMissing();
    const claims = await deps.userInfo(token, (client) => shareWithClient(c, client));
    return c.json(claims, 200);
  } catch (error) {
    const refusal = findAppError(error);
    if (refusal?.kind === 'token_refused') return refuse(c, refusal, 401, errorOf(refusal));
    if (refusal?.code === insufficientScope.code)
      return refuse(c, refusal, 403, insufficientScope.code);
    throw error;
  }
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
