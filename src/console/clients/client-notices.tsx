import { ErrorSummary, Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Refused } from '../user-notices.tsx';

/** What can be said once, after a form of a client. */
const SAID: Record<string, [title: string, more: string]> = {
  registered: ['The client is registered', 'It has no secret. Below is what its library asks for.'],
  changed: ['The settings are saved', 'They work within half a minute everywhere.'],
  unchanged: ['Nothing had changed', 'What you sent is what was stored already.'],
  disable: ['The client is disabled', 'It’s refused within half a minute everywhere.'],
  enable: ['The client is enabled', 'People can sign in by it again.'],
  remove: ['The client is deleted', 'Its sign-ins have ended, and its secrets are void.'],
  twice: [
    'That form has registered this client already',
    'If it has a secret, the first answer had it. If that was lost, renew the secret below and ' +
      'end the former one. For another client, begin with a new form.',
  ],
};

/** What was done just now; nothing for what no page of ours says. */
export const Said = ({ what }: { what: string | string[] | undefined }) => {
  const said = typeof what === 'string' && Object.hasOwn(SAID, what) ? SAID[what] : undefined;
  if (said === undefined) return null;
  return (
    <Notice kind="good" title={said[0]}>
      <p>{said[1]}</p>
    </Notice>
  );
};

/** After a proof: what somebody wanted to do waits for one more press. */
export const WaitingForPress = () => (
  <Notice kind="good" title="That’s you. Now press the button again.">
    <p>We kept what you typed.</p>
  </Notice>
);

/** Where so much was typed that no cookie holds it: the proof is given beside this page. */
export const ProveBeside = ({ page, to }: { page: PageContext; to: string }) => (
  <ErrorSummary page={page} title="Confirm it’s you first">
    <p>
      It’s been more than ten minutes.{' '}
      <a href={to} target="_blank" rel="noopener">
        Confirm it’s you in another tab
      </a>
      , then press the button here again. What you typed stands below.
    </p>
  </ErrorSummary>
);

/** Why staff changed nothing. */
export const OnlyAdmins = ({ page }: { page: PageContext }) => (
  <Refused page={page} why="You’re staff, and only admins may change a client. Nothing was done." />
);

/** Where the store did not say whether a client was registered. */
export const Unsure = ({ page }: { page: PageContext }) => (
  <ErrorSummary page={page} title="We can’t tell whether that was done">
    <p>
      Our storage didn’t answer. What you typed stands below: press the button again in a moment.
      However often you do, this form registers one client.
    </p>
  </ErrorSummary>
);
