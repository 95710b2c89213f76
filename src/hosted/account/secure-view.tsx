import { Button, LinkButton } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { Step, Steps } from '../../kit/lists.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Flash } from '../web/flash.ts';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { ACTIVITY, SECURE } from './activity-view.tsx';

type SecurePageProps = { page: PageContext; session: PageSession; flash: Flash | null };

/**
 * What to do about something that was somebody else: explains, and then goes on to the password.
 */
export const SecurePage = ({ page, session, flash }: SecurePageProps) => {
  const { secure } = page.words.activity;
  const isDone = flash?.key === 'sessions_ended';
  return (
    <AccountPage
      page={page}
      user={session.user}
      current="activity"
      title={titleOf(page, session, isDone)}
    >
      {isDone ? (
        <Next page={page} session={session} count={Number(flash.data?.count ?? 0)} />
      ) : (
        <Form page={page} action={SECURE} class="panel flow">
          <p>{secure.why}</p>
          <Steps>
            <Step>
              <p>{secure.first}</p>
            </Step>
            <Step>
              <p>{secure.second}</p>
            </Step>
          </Steps>
          <div class="btns">
            <Button look="go">{secure.go}</Button>
            <LinkButton href={ACTIVITY}>{secure.stay}</LinkButton>
          </div>
        </Form>
      )}
    </AccountPage>
  );
};

function titleOf({ words }: PageContext, { user }: PageSession, isDone: boolean): string {
  const { secure } = words.activity;
  if (!isDone) return secure.title;
  return user.hasPassword ? secure.nextTitle : secure.lookTitle;
}

type NextProps = Omit<SecurePageProps, 'flash'> & { count: number };

const Next = ({ page, session, count }: NextProps) => {
  const { activity, sessions } = page.words;
  const { secure } = activity;
  const { hasPassword } = session.user;
  return (
    <>
      <Notice kind="good" title={sessions.others.done(count)} />
      <div class="panel flow">
        <p>{hasPassword ? secure.next : secure.look}</p>
        {hasPassword && <p>{secure.nextToo}</p>}
        <div class="btns">
          <LinkButton
            look="go"
            href={hasPassword ? '/account/security/password' : '/account/security'}
          >
            {hasPassword ? secure.nextGo : secure.lookGo}
          </LinkButton>
          <LinkButton href={ACTIVITY}>{secure.done}</LinkButton>
        </div>
      </div>
    </>
  );
};
