import type { Words } from '../words.ts';
import { common } from './common.ts';
import { errors } from './errors.ts';
import { kit } from './kit.ts';
import { links } from './links.ts';
import { password } from './password.ts';
import { problems } from './problems.ts';
import { signIn } from './sign-in.ts';
import { signUp } from './sign-up.ts';

/** The German texts. Once every subject is here this is `Words`, and `LANGUAGES` names it. */
export const de: Partial<Words> = {
  common,
  errors,
  kit,
  links,
  password,
  problems,
  signIn,
  signUp,
};
