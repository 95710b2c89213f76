import { account } from './account.ts';
import { activity } from './activity.ts';
import { alarms } from './alarms.ts';
import { common } from './common.ts';
import { consent } from './consent.ts';
import { data } from './data.ts';
import { errors } from './errors.ts';
import { kit } from './kit.ts';
import { links } from './links.ts';
import { mails } from './mails.ts';
import { notices } from './notices.ts';
import { password } from './password.ts';
import { problems } from './problems.ts';
import { secondStep } from './second-step.ts';
import { security } from './security.ts';
import { sessions } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { signUp } from './sign-up.ts';
import { social } from './social.ts';

/** The English texts. Sentences with a variable part are functions; see `words/README.md`. */
export const en = {
  account,
  activity,
  alarms,
  common,
  consent,
  data,
  errors,
  kit,
  links,
  mails,
  notices,
  password,
  problems,
  secondStep,
  security,
  sessions,
  signIn,
  signUp,
  social,
};
