import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { toProfileChange } from '../../account/profile-change.ts';
import type { UpdateProfile } from '../../account/update-profile.ts';
import { clientInfo } from '../../http/client-info.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import { localeSchema, personNameSchema, timezoneSchema } from '../../users/profile-schemas.ts';
import type { AccountView } from '../../users/user.ts';
import { chooseLanguage } from '../../words/language.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { type PageForm, readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { sayAndGo, takeNotice } from './notices.ts';
import { errorsOf, type Problems, problemOf } from './problems.tsx';
import { PROFILE, ProfileView, type Typed, typedOf } from './profile-view.tsx';

export type ProfilePageDeps = PageDeps & LimitDeps & { updateProfile: UpdateProfile };

const profileForm = z.object({
  first_name: personNameSchema.optional(),
  last_name: personNameSchema.optional(),
  display_name: personNameSchema.optional(),
  timezone: timezoneSchema.optional(),
  locale: localeSchema.optional(),
});
type ProfileForm = PageForm<z.output<typeof profileForm>>;

/** `/account/profile`: name, time zone and language. Shares the limit of the API's `profile`. */
export const profilePage = (provide: (c: Context) => ProfilePageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), async (c) => {
      const keys = ['profile_saved', 'username_saved', 'email_change_sent'] as const;
      const notice = await takeNotice(c, provide(c), keys);
      const { page, session } = c.var;
      const { user } = session;
      return c.html(<ProfileView {...{ page, user, notice }} typed={typedOf(user)} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'profile')),
      readForm(provide, profileForm),
      (c) => save(c, provide(c), c.var.form),
    );

async function save(
  c: Context,
  deps: ProfilePageDeps,
  { fields, data, wrong }: ProfileForm,
): Promise<Response> {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const again = (problems: Problems, status: number) => {
    const typed: Typed = { ...typedOf(user), ...fields };
    return c.html(<ProfileView {...{ page, user, typed }} {...problems} />, status as 400);
  };
  if (data === null) {
    const { name, ...words } = page.words.account.profile.problems;
    const names = { first_name: name, last_name: name, display_name: name };
    return again({ errors: errorsOf(wrong, { ...names, ...words }) }, 400);
  }
  const change = changeOf(user, fields, data);
  const work = async () => {
    if (Object.keys(change).length > 1)
      await deps.updateProfile({ user, sessionId: claims.sid, change, client: clientInfo(c) });
    return sayAndGo(c, deps, { key: 'profile_saved', to: toLanguage(change.locale) });
  };
  return act(c, deps, work, (refusal, status) => {
    const problems = problemOf(page, refusal);
    return problems && again(problems, status);
  });
}

/**
 * What differs from what is known. An emptied field is sent as such; one that is missing is not.
 */
function changeOf(
  user: AccountView,
  fields: Record<string, string>,
  data: z.output<typeof profileForm>,
) {
  const given = Object.fromEntries(
    Object.keys(profileForm.shape).flatMap((name) => {
      const value = data[name as keyof typeof data] ?? '';
      const isSent = fields[name] !== undefined && !(name === 'timezone' && value === '');
      return isSent && value !== typedOf(user)[name as keyof Typed] ? [[name, value]] : [];
    }),
  );
  return toProfileChange({ ...given, terms_accepted: false, privacy_policy_accepted: false });
}

/** The browser may have kept another language; the one just chosen counts more. */
function toLanguage(locale: string | null | undefined): string {
  const language = chooseLanguage([locale ?? '']);
  return language === null ? PROFILE : `${PROFILE}?ui_locales=${language}`;
}
