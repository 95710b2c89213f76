import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { deadLettersQuery } from '../../admin/dead-letter-view.ts';
import { type DeadLetters, letterChanged, outOfDate } from '../../admin/dead-letters.ts';
import { act } from '../../hosted/account/act.ts';
import { isFresh, proveFirst } from '../../hosted/account/fresh-page.ts';
import { pageOf, sessionOf } from '../../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../../hosted/web/read-form.tsx';
import { clientInfo } from '../../http/client-info.ts';
import { forbidden, notFound, validationError } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';
import { type FieldError, Notice } from '../../kit/notice.tsx';
import type { Clock } from '../../shared/clock.ts';
import { AppError } from '../../shared/errors.ts';
import { type GateDeps, mayAct, staffOnly } from '../gate.tsx';
import type { Typed } from '../reason-field.tsx';
import { Refused } from '../user-notices.tsx';
import {
  LETTER_ACT_WORDS,
  LETTER_ACTS,
  type LetterForm,
  letterForm,
  reasonIdOf,
} from './letter-acts.ts';
import { LettersPage, lettersPath } from './letters-view.tsx';

export type LettersPageDeps = GateDeps & { manageDeadLetters: DeadLetters; clock: Clock };

/** `/admin/dead-letters`: messages that were given up, and what an admin can do about them. */
export const lettersPage = (provide: (c: Context) => LettersPageDeps) =>
  new Hono({ strict: false })
    .get('/', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      const flash = await deps.flashes.take(c, c.var.session.claims.sid);
      const said = (flash?.data ?? {}) as Typed;
      const cursor = c.req.query('cursor') || undefined;
      if (flash?.key === 'letter_done')
        return show(c, deps, { cursor, notice: <Done {...said} /> });
      if (flash?.key !== 'letter_waiting') return show(c, deps, { cursor });
      return show(c, deps, { cursor, notice: <Waiting />, typed: said });
    })
    .post('/', ...staffOnly(provide, 'admin_act'), readForm(provide, letterForm), (c) =>
      take(c, provide(c), c.var.form),
    );

async function take(
  c: Context,
  deps: LettersPageDeps,
  { fields, data, wrong }: PageForm<LetterForm>,
): Promise<Response> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  const { csrf_token: _, seen: __, cursor: place, ...typed } = fields;
  const cursor = place || undefined;
  const again = (shown: Shown) => show(c, deps, { ...shown, cursor });
  if (!mayAct(session)) {
    noteProblem(c, forbidden.code);
    const why = 'You’re staff, and only admins may try a message again or drop it.';
    return again({ status: 403, notice: <Refused page={page} why={why} /> });
  }
  if (data === null) return again({ status: 400, ...problemOf(c, typed, wrong) });
  const { sid } = session.claims;
  const { id, reason = null, seen } = data;
  if (!isFresh(session, deps.clock)) {
    const waiting = { act: data.act, id, reason: reason ?? '' };
    await deps.flashes.set(c, { key: 'letter_waiting', data: waiting }, sid);
    return proveFirst(c, lettersPath(cursor));
  }
  const by = { actorId: session.user.id, reason, seen, client: clientInfo(c) };
  const work = async () => {
    await deps.manageDeadLetters[data.act](id, by);
    await deps.flashes.set(c, { key: 'letter_done', data: { act: data.act } }, sid);
    return c.redirect(lettersPath(cursor), 303);
  };
  return act(c, deps, work, (refusal) => {
    const why = REASONS[refusal.code]?.(refusal);
    if (why === undefined) return null;
    return again({ status: 409, typed, notice: <Refused page={page} why={why} /> });
  });
}

/** Why nothing was done, by the code of the refusal. */
const REASONS: Record<string, (refusal: AppError) => string> = {
  [notFound.code]: () =>
    'It isn’t in the list any more: it was done or dropped, or its account was erased.',
  [outOfDate.code]: ({ details, title }) => details.detail ?? title,
  [letterChanged.code]: ({ details, title }) => details.detail ?? title,
};

/** What is wrong with a form that none of our pages has, or with a reason that is too long. */
function problemOf(c: Context, typed: Typed, wrong: { field: string }[]): Shown {
  const { act, id } = typed;
  if (act !== undefined && id !== undefined && wrong.every(({ field }) => field === 'reason')) {
    const message = 'Make it at most 500 characters.';
    return { typed, errors: [{ field: reasonIdOf(act, id), message }] };
  }
  const why = 'We couldn’t read that form. Fill it in again.';
  return { notice: <Refused page={pageOf(c)} why={why} /> };
}

type Shown = {
  status?: number;
  cursor?: string | undefined;
  notice?: Child;
  typed?: Typed;
  errors?: FieldError[];
};

async function show(
  c: Context,
  { manageDeadLetters }: LettersPageDeps,
  { status = 200, cursor, notice = null, typed = {}, errors = [] }: Shown,
): Promise<Response> {
  const read = deadLettersQuery.safeParse({ ...c.req.query(), cursor });
  const asked = read.success ? read.data : deadLettersQuery.parse({});
  const found = await manageDeadLetters.list(asked).catch((error: unknown) => {
    if (error instanceof AppError && error.code === validationError.code) return null;
    throw error;
  });
  const isRead = read.success && found !== null;
  const list = found ?? (await manageDeadLetters.list({ ...asked, cursor: undefined }));
  const answered = isRead || status !== 200 ? status : 400;
  const about = { page: pageOf(c), session: sessionOf(c), list, isRead, notice, typed, errors };
  return c.html(
    <LettersPage
      {...about}
      cursor={found === null ? undefined : asked.cursor}
      isWrong={answered >= 400}
    />,
    { status: answered as 200 },
  );
}

/** What was done just now. */
const Done = ({ act: done }: Typed) => {
  const known = LETTER_ACTS.find((one) => one === done);
  if (known === undefined) return null;
  return (
    <Notice kind="good" title={LETTER_ACT_WORDS[known].done}>
      <p>{LETTER_ACT_WORDS[known].more} It’s among the events, with your name and reason.</p>
    </Notice>
  );
};

/** After a proof: what somebody wanted to do waits for one more press. */
const Waiting = () => (
  <Notice kind="good" title="That’s you. Now press the button again.">
    <p>We kept what you typed, and show the messages as they are now.</p>
  </Notice>
);
