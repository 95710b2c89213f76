import type { Words } from '../words.ts';
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

/** The French texts. */
export const fr = (): Words => ({
  account: account(),
  activity: activity(),
  alarms: alarms(),
  common: common(),
  consent: consent(),
  data: data(),
  errors: errors(),
  kit: kit(),
  links: links(),
  mails: mails(),
  notices: notices(),
  password: password(),
  problems: problems(),
  secondStep: secondStep(),
  security: security(),
  sessions: sessions(),
  signIn: signIn(),
  signUp: signUp(),
  social: social(),
});
