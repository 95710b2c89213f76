import type { Child } from 'hono/jsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Dialog, DialogButton, DialogCancel } from '../../kit/dialog.tsx';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Rows } from '../../kit/rows.tsx';
import type { ShownSession } from '../../sessions/list-sessions.ts';
import { rich } from '../../words/rich.tsx';
import type { Flash } from '../web/flash.ts';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { SessionRow } from './session-row.tsx';

/** The paths of these pages. */
export const SESSIONS = '/account/sessions';
export const END_OTHERS = `${SESSIONS}/end-others`;

type Props = {
  page: PageContext;
  session: PageSession;
  listed: ShownSession[];
};

/** The sessions of a person, this one first. */
export const SessionsPage = ({
  page,
  session,
  listed,
  now,
  notice,
}: Props & { now: number; notice: Child }) => {
  const words = page.words.sessions;
  const current = session.claims.sid;
  const others = listed.filter(({ id }) => id !== current);
  const inOrder = [...listed.filter(({ id }) => id === current), ...others];
  return (
    <AccountPage page={page} user={session.user} current="sessions">
      <p class="soft">
        {rich(words.intro, { password: (text) => <a href="/account/security">{text}</a> })}
      </p>
      {notice}
      <Form page={page} action={SESSIONS} class="panel">
        <Rows>
          {inOrder.map((one) => (
            <SessionRow page={page} session={one} isCurrent={one.id === current} now={now} />
          ))}
        </Rows>
      </Form>
      {others.length > 0 && <EndOthers page={page} count={others.length} />}
    </AccountPage>
  );
};

const EndOthers = ({ page, count }: { page: PageContext; count: number }) => {
  const { others } = page.words.sessions;
  return (
    <>
      <section class="btns">
        <DialogButton opens="end-others" href={END_OTHERS} look="bad">
          {others.open}
        </DialogButton>
      </section>
      <Dialog id="end-others" title={others.title(count)}>
        <p>{others.what}</p>
        <EndOthersForm page={page} count={count} />
        <DialogCancel>{others.keep(count)}</DialogCancel>
      </Dialog>
    </>
  );
};

const EndOthersForm = ({ page, count }: { page: PageContext; count: number }) => (
  <Form page={page} action={END_OTHERS}>
    <Button look="bad" wide>
      {page.words.sessions.others.go(count)}
    </Button>
  </Form>
);

/** The question of the dialog, for browsers without script. */
export const EndOthersPage = ({ page, session, listed }: Props) => {
  const { others } = page.words.sessions;
  const count = listed.filter(({ id }) => id !== session.claims.sid).length;
  const title = count === 0 ? others.none : others.title(count);
  return (
    <AccountPage page={page} user={session.user} current="sessions" title={title}>
      <div class="panel flow">
        <p>{count === 0 ? others.noneWhat : others.what}</p>
        {count > 0 && <EndOthersForm page={page} count={count} />}
        <LinkButton href={SESSIONS} wide={count > 0}>
          {count === 0 ? others.back : others.keep(count)}
        </LinkButton>
      </div>
    </AccountPage>
  );
};

/** What was done just now. */
export const SessionsNotice = ({ page, flash }: { page: PageContext; flash: Flash | null }) => {
  const words = page.words.sessions;
  if (flash?.key === 'session_ended')
    return (
      <Notice kind="good" title={words.ended}>
        <p>{words.endedWhy}</p>
      </Notice>
    );
  if (flash?.key !== 'sessions_ended') return null;
  return <Notice kind="good" title={words.others.done(Number(flash.data?.count ?? 0))} />;
};
