import * as z from 'zod';
import type { FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { findBrokenRules, type PasswordPolicy } from '../../methods/password/password-policy.ts';
import { emailSchema } from '../../users/identifiers.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { personNameSchema } from '../../users/profile-schemas.ts';
import type { PageForm } from '../web/read-form.tsx';
import { passwordErrors } from './password-words.ts';

/** What a ticked box sends. */
export const TICKED = 'yes';

const box = z.literal(TICKED).optional();

/** The fields of the form that creates an account. */
export const signUpForm = z.object({
  email: emailSchema,
  display_name: personNameSchema.default(''),
  password: passwordSchema,
  terms_accepted: box,
  privacy_policy_accepted: box,
});
export type SignUpForm = PageForm<z.output<typeof signUpForm>>;

/** Returns everything that is wrong with the form, in the order of its fields. */
export async function findWrongFields(
  page: PageContext,
  { fields, wrong }: SignUpForm,
  policy: PasswordPolicy,
): Promise<FieldError[]> {
  const { brand, words } = page;
  const { problems } = words.signUp;
  const { email = '', display_name: name = '', password = '' } = fields;
  const isWrong = (field: string) => wrong.some((one) => one.field === field);
  const broken =
    password === ''
      ? [{ field: 'password', code: 'missing' }]
      : await findBrokenRules(password, policy, { email, names: [name] }, 'password');
  const tick = (field: string, isAsked: boolean, message: string) =>
    isAsked && fields[field] !== TICKED ? [{ field, message }] : [];
  return [
    ...(isWrong('email') ? [{ field: 'email', message: problems.email }] : []),
    ...(isWrong('display_name') ? [{ field: 'display_name', message: problems.name }] : []),
    ...passwordErrors(words, broken, { policy, typed: password }),
    ...tick('terms_accepted', brand.termsUrl !== null, problems.terms),
    ...tick('privacy_policy_accepted', brand.privacyUrl !== null, problems.privacy),
  ];
}
