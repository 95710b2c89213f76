import { type Context, Hono } from 'hono';
import { clientInfo } from '../../http/client-info.ts';
import { writeRegistrationCookie } from '../../http/registration-cookie.ts';
import type { FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { PasswordPolicy } from '../../methods/password/password-policy.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import { findAppError } from '../../shared/errors.ts';
import type { Register } from '../../sign-up/register.ts';
import { timezoneSchema } from '../../users/profile-schemas.ts';
import type { RegistrationMarks } from '../../users/registration-mark.ts';
import { type LimitPageDeps, limitPage } from '../web/limit-page.tsx';
import { openDoor } from '../web/open-page.ts';
import type { PageDeps, PageVariables } from '../web/page-deps.ts';
import { pageOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { withReturn } from '../web/return-to.ts';
import { CHECK_INBOX } from './check-inbox.tsx';
import { passwordErrors } from './password-words.ts';
import { findWrongFields, type SignUpForm, signUpForm, TICKED } from './sign-up-form.ts';
import { SignUpView, type SignUpViewProps } from './sign-up-view.tsx';

export type SignUpPageDeps = PageDeps &
  LimitPageDeps & {
    register: Register;
    registrationMarks: RegistrationMarks;
    /** How long a browser is remembered as the one that registered, in milliseconds. */
    registrationTtl: number;
    passwordPolicy: PasswordPolicy;
    socialProviders: Pick<SocialProviders, 'list'>;
  };

/**
 * `/sign-up`: creates an account by the use case of the API, and says to look into the inbox,
 * whether or not the address was free. Works without JavaScript.
 */
export const signUpPage = (provide: (c: Context) => SignUpPageDeps) =>
  new Hono<{ Variables: PageVariables }>({ strict: false })
    .use(pageHeaders(provide))
    .get('/', limitPage(provide, 'register'), openDoor(provide), (c) => show(c, provide(c), {}))
    .post(
      '/',
      limitPage(provide, 'register'),
      openDoor(provide),
      readForm(provide, signUpForm),
      async (c) => {
        const { page, form } = c.var;
        const deps = provide(c);
        const wrong = await findWrongFields(page, form, deps.passwordPolicy);
        if (form.data === null || wrong.length > 0)
          return again(c, deps, { fields: form.fields, errors: wrong });
        const refused = await register(c, page, deps, form.data);
        if (refused.length > 0) return again(c, deps, { fields: form.fields, errors: refused });
        await deps.flashes.set(c, { key: 'registered', data: { email: form.data.email } });
        return c.redirect(withReturn(CHECK_INBOX, page.returnTo), 303);
      },
    );

/** Registers, and marks the browser. Returns what is wrong with the password, if anything is. */
async function register(
  c: Context,
  page: PageContext,
  { register, registrationMarks, registrationTtl, passwordPolicy: policy }: SignUpPageDeps,
  form: NonNullable<SignUpForm['data']>,
): Promise<FieldError[]> {
  const { email, password, display_name: displayName } = form;
  try {
    const { userId } = await register({
      ...{ email, password, displayName, username: null, firstName: '', lastName: '' },
      timezone: timezoneSchema.safeParse(page.timezone).data ?? 'UTC',
      locale: page.language,
      termsAccepted: form.terms_accepted === TICKED,
      privacyPolicyAccepted: form.privacy_policy_accepted === TICKED,
      returnTo: page.returnTo,
      client: clientInfo(c),
    });
    writeRegistrationCookie(c, registrationMarks.issue(userId), registrationTtl);
    return [];
  } catch (error) {
    const refusal = findAppError(error);
    if (refusal?.kind !== 'invalid') throw error;
    const broken = refusal.details.errors ?? [{ field: 'password', code: 'other' }];
    return passwordErrors(page.words, broken, { policy, typed: password });
  }
}

function again(
  c: Context,
  deps: SignUpPageDeps,
  { fields, errors }: { fields: SignUpForm['fields']; errors: FieldError[] },
) {
  const typed = {
    email: fields.email ?? '',
    name: fields.display_name ?? '',
    terms: fields.terms_accepted === TICKED,
    privacy: fields.privacy_policy_accepted === TICKED,
  };
  return show(c, deps, { typed, errors }, 400);
}

function show(
  c: Context,
  { passwordPolicy: policy, socialProviders }: SignUpPageDeps,
  shown: Pick<SignUpViewProps, 'typed' | 'errors'>,
  status: 200 | 400 = 200,
) {
  const about = { page: pageOf(c), rules: { policy }, providers: socialProviders.list() };
  return c.html(<SignUpView {...about} {...shown} />, status);
}
