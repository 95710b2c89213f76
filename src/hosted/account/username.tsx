import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { toProfileChange } from '../../account/profile-change.ts';
import type { UpdateProfile } from '../../account/update-profile.ts';
import { clientInfo } from '../../http/client-info.ts';
import { TextField } from '../../kit/inputs.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import type { LimitDeps } from '../../limits/limit.ts';
import type { Clock } from '../../shared/clock.ts';
import { usernameTaken } from '../../users/errors.ts';
import { usernameSchema } from '../../users/identifiers.ts';
import type { AccountView } from '../../users/user.ts';
import { limitPageByUser } from '../web/limit-page.tsx';
import { signedIn } from '../web/open-page.ts';
import type { PageDeps } from '../web/page-deps.ts';
import { pageOf, sessionOf } from '../web/page-of.ts';
import { readForm } from '../web/read-form.tsx';
import { act } from './act.ts';
import { FormPage } from './form-page.tsx';
import { freshPage } from './fresh-page.ts';
import { sayAndGo } from './notices.ts';
import { type Problems, problemOf } from './problems.tsx';
import { PROFILE } from './profile-view.tsx';

export type UsernamePageDeps = PageDeps &
  LimitDeps & { updateProfile: UpdateProfile; clock: Clock };

const form = z.object({ username: usernameSchema.optional() });

/** `/account/profile/username`. Shares the limit of the API's `profile`. */
export const usernamePage = (provide: (c: Context) => UsernamePageDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders(provide), signedIn(provide), freshPage(provide), (c) => {
      const { page, session } = c.var;
      const typed = session.user.username ?? '';
      return c.html(<UsernameView page={page} user={session.user} typed={typed} />, 200);
    })
    .post(
      '/',
      pageHeaders(provide),
      signedIn(provide, limitPageByUser(provide, 'profile')),
      freshPage(provide),
      readForm(provide, form),
      (c) => save(c, provide(c), { sent: c.var.form.data, typed: c.var.form.fields.username }),
    );

type Given = { sent: z.output<typeof form> | null; typed: string | undefined };

async function save(c: Context, deps: UsernamePageDeps, { sent, typed = '' }: Given) {
  const { user, claims } = sessionOf(c);
  const page = pageOf(c);
  const { problems } = page.words.account.username;
  const again = (shown: Problems, status: number) =>
    c.html(<UsernameView {...{ page, user, typed }} {...shown} />, status as 400);
  const atField = (message: string): Problems => ({ errors: [{ field: 'username', message }] });
  if (sent === null) return again(atField(problems.form), 400);
  const username = sent.username ?? '';
  const agreed = { terms_accepted: false, privacy_policy_accepted: false };
  const work = async () => {
    if (username !== (user.username ?? '')) {
      const change = toProfileChange({ username, ...agreed });
      await deps.updateProfile({ user, sessionId: claims.sid, change, client: clientInfo(c) });
    }
    return sayAndGo(c, deps, { key: 'username_saved', to: PROFILE });
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === usernameTaken.code) return again(atField(problems.taken), status);
    const shown = problemOf(page, refusal);
    return shown && again(shown, status);
  });
}

type UsernameProps = Problems & { page: PageContext; user: AccountView; typed: string };

const UsernameView = ({ typed, ...about }: UsernameProps) => {
  const { page, user, errors = [] } = about;
  const { account } = page.words;
  const { username: words } = account;
  return (
    <FormPage
      {...about}
      current="profile"
      title={user.username === null ? words.chooseTitle : words.title}
      action={`${PROFILE}/username`}
      go={account.save}
      back={{ href: PROFILE }}
    >
      <p>{words.ask}</p>
      <TextField
        page={page}
        name="username"
        label={account.names.username}
        hint={words.hint}
        value={typed}
        error={errorOf(errors, 'username')}
        autocomplete="username"
      />
    </FormPage>
  );
};
