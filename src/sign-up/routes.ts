import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { clientInfo } from '../http/client-info.ts';
import { validate } from '../http/contract.ts';
import { writeRegistrationCookie } from '../http/registration-cookie.ts';
import { type LimitDeps, limitByAddress } from '../limits/limit.ts';
import type { RegistrationMarks } from '../users/registration-mark.ts';
import type { Register } from './register.ts';
import { REGISTERED, registerBody, registerDoc } from './register-docs.ts';

export type SignUpRoutesDeps = LimitDeps & {
  register: Register;
  registrationMarks: RegistrationMarks;
  /** How long a browser is remembered as the one that registered, in milliseconds. */
  registrationTtl: number;
};

/** `/api/v1/auth/register`. */
export const signUpRoutes = (provide: (c: Context) => SignUpRoutesDeps) =>
  new Hono({ strict: false }).post(
    '/register',
    registerDoc,
    limitByAddress(provide, 'register'),
    validate('json', registerBody),
    async (c) => {
      const { register, registrationMarks, registrationTtl } = provide(c);
      const { userId, email } = await register({
        ...toRegistration(c.req.valid('json')),
        client: clientInfo(c),
      });
      writeRegistrationCookie(c, registrationMarks.issue(userId), registrationTtl);
      return c.json({ message: REGISTERED, user_id: userId, email }, 201);
    },
  );

function toRegistration(body: z.output<typeof registerBody>) {
  return {
    email: body.email,
    password: body.password,
    username: body.username ?? null,
    firstName: body.first_name,
    lastName: body.last_name,
    displayName: body.display_name,
    timezone: body.timezone,
    locale: body.locale || null,
    termsAccepted: body.terms_accepted,
    privacyPolicyAccepted: body.privacy_policy_accepted,
    returnTo: null,
  };
}
