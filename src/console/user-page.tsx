import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { act } from '../hosted/account/act.ts';
import { isFresh, proveFirst } from '../hosted/account/fresh-page.ts';
import { pageOf, sessionOf } from '../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../hosted/web/read-form.tsx';
import { forbidden, notFound } from '../http/errors.ts';
import { idSchema } from '../http/id-schema.ts';
import { noteProblem } from '../http/request-log.ts';
import type { FieldError } from '../kit/notice.tsx';
import { factorNeeded } from '../second-step/errors.ts';
import type { AppError } from '../shared/errors.ts';
import { changedMeanwhile } from '../users/version-store.ts';
import { type ActForm, actForm, CONSOLE_ACTS } from './acts.ts';
import { idOf } from './acts-view.tsx';
import { type DoActDeps, doAct, rolesIn } from './do-act.ts';
import { USERS } from './frame.tsx';
import { type GateDeps, mayAct, staffOnly } from './gate.tsx';
import { readHistoryQuery } from './read-history.ts';
import { type ReadUserDeps, readUser } from './read-user.ts';
import type { Typed } from './reason-field.tsx';
import { Done, Refused, Waiting } from './user-notices.tsx';
import { UserPage } from './user-view.tsx';

export type UserPageDeps = GateDeps & DoActDeps & ReadUserDeps;

/** `/admin/users/:id`: a user, and what an admin can do. Shares the limits of the API's routes. */
export const userPage = (provide: (c: Context) => UserPageDeps) =>
  new Hono({ strict: false })
    .get('/:id', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      const flash = await deps.flashes.take(c, c.var.session.claims.sid);
      const said = flash?.data ?? {};
      if (said.user !== userIdOf(c)) return show(c, deps);
      if (flash?.key === 'console_done') return show(c, deps, { done: said });
      if (flash?.key !== 'console_waiting') return show(c, deps);
      return show(c, deps, { notice: <Waiting />, typed: said as Typed });
    })
    .post('/:id', ...staffOnly(provide, 'admin_act'), readForm(provide, actForm), (c) =>
      take(c, provide(c), c.var.form),
    );

/** What is no id is no user. */
function userIdOf(c: Context): string {
  const { data } = idSchema.safeParse(c.req.param('id'));
  if (data === undefined) throw notFound();
  return data;
}

async function take(c: Context, deps: UserPageDeps, form: PageForm<ActForm>): Promise<Response> {
  const [session, userId] = [sessionOf(c), userIdOf(c)];
  const { csrf_token: _, version: __, ...typed } = form.fields;
  if (!mayAct(session)) {
    noteProblem(c, forbidden.code);
    const why = 'You’re staff, and only admins may change an account. Nothing was done.';
    return show(c, deps, { status: 403, notice: <Refused page={pageOf(c)} why={why} /> });
  }
  const { data } = form;
  if (data === null) return showWrong(c, deps, form, typed);
  if (!isFresh(session, deps.clock)) {
    const data = { ...typed, user: userId };
    await deps.flashes.set(c, { key: 'console_waiting', data }, session.claims.sid);
    return proveFirst(c);
  }
  const { email, roles } = (await deps.viewUsers.see(userId)).user;
  const errors = unsure(data.act, typed, email);
  if (errors.length > 0) return show(c, deps, { status: 400, typed, errors });
  return act(
    c,
    deps,
    async () => {
      await doAct(deps, { c, session, userId, form: data, typed });
      const isErased = data.act === 'erase';
      const key = isErased ? 'console_erased' : 'console_done';
      const { identified } = typed;
      const given = rolesIn(typed).join(' ');
      const said = { act: data.act, user: userId, former: roles.join(' '), given };
      const done = { ...said, ...(identified !== undefined && { identified }) };
      await deps.flashes.set(c, { key, data: done }, session.claims.sid);
      return c.redirect(isErased ? USERS : `${USERS}/${userId}`, 303);
    },
    (refusal, status) => explain(c, deps, { refusal, status, typed }),
  );
}

/** What is missing for an act that nobody should do by mistake. */
function unsure(name: ActForm['act'], typed: Typed, email: string): FieldError[] {
  if (name === 'disable' && typed.sure === undefined)
    return [{ field: idOf(name, 'sure'), message: 'Tick this to say that you mean it.' }];
  if (name !== 'erase' || typed.address?.trim().toLowerCase() === email.toLowerCase()) return [];
  return [{ field: idOf(name, 'address'), message: 'Type the address of this account.' }];
}

/** The page again, for a reason that is too long, or for a form that none of our pages has. */
function showWrong(
  c: Context,
  deps: UserPageDeps,
  { wrong }: PageForm<ActForm>,
  typed: Typed,
): Promise<Response> {
  const status = 400;
  const act = CONSOLE_ACTS.find((one) => one === typed.act);
  if (act !== undefined && wrong.every(({ field }) => field === 'reason')) {
    const message = 'Make it at most 500 characters.';
    return show(c, deps, { status, typed, errors: [{ field: idOf(act, 'reason'), message }] });
  }
  const why = 'We couldn’t read that form. Fill it in again.';
  return show(c, deps, { status, notice: <Refused page={pageOf(c)} why={why} /> });
}

type Refusal = { refusal: AppError; status: number; typed: Typed };

/** The page again, with why nothing was done; null for what has no words here. */
function explain(c: Context, deps: UserPageDeps, { refusal, status, typed }: Refusal) {
  const why = REASONS[refusal.code]?.(refusal);
  if (why === undefined) return null;
  return show(c, deps, { status, typed, notice: <Refused page={pageOf(c)} why={why} /> });
}

const REASONS: Record<string, (refusal: AppError) => string> = {
  [forbidden.code]: ({ details, title }) => details.detail ?? title,
  [factorNeeded.code]: () => 'You need a second step yourself, so you can’t remove your own.',
  [changedMeanwhile.code]: () =>
    'This user has changed since you opened the page. Look at how they are now, then decide again.',
};

type Shown = {
  status?: number;
  notice?: Child;
  /** What was done just now. */
  done?: Record<string, string | string[]>;
  typed?: Typed;
  errors?: FieldError[];
};

async function show(
  c: Context,
  deps: UserPageDeps,
  { status, notice = null, done, typed = {}, errors = [] }: Shown = {},
): Promise<Response> {
  const [page, session, id] = [pageOf(c), sessionOf(c), userIdOf(c)];
  const { query, isWrong: isWrongQuery } = readHistoryQuery(c.req.query());
  const shown = await readUser(deps, id, query);
  const code = status ?? (isWrongQuery || shown.isLost ? 400 : 200);
  const { version, user } = shown;
  const said = done && <Done page={page} said={done} user={user} version={version} />;
  const about = { page, session, typed, errors, query, isWrongQuery, notice: said ?? notice };
  return c.html(<UserPage {...about} {...shown} isWrong={code >= 400} now={deps.clock()} />, {
    status: code as 200,
  });
}
