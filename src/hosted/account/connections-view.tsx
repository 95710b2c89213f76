import type { Child } from 'hono/jsx';
import { scopesOf } from '../../guard/grant.ts';
import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Row, Rows } from '../../kit/rows.tsx';
import { Time } from '../../kit/time.tsx';
import type { NamedConnection } from '../../oauth/connections/list-connections.ts';
import { ago, shortMoment } from '../../words/dates.ts';
import { rich } from '../../words/rich.tsx';
import { ScopesList } from '../consent/scopes-list.tsx';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { ACTIVITY } from './activity-view.tsx';

export const CONNECTIONS = '/account/connections';

type ConnectionsPageProps = {
  page: PageContext;
  session: PageSession;
  listed: NamedConnection[];
  /** Epoch milliseconds. */
  now: number;
  notice: Child;
};

/** The apps that may use the account. */
export const ConnectionsPage = ({ page, session, listed, now, notice }: ConnectionsPageProps) => (
  <AccountPage page={page} user={session.user} current="connections">
    {notice}
    {listed.length === 0 ? (
      <None page={page} />
    ) : (
      <>
        <p class="soft">{page.words.consent.connections.intro}</p>
        <Form page={page} action={CONNECTIONS} class="panel">
          <Rows>
            {listed.map((one) => (
              <ConnectionRow page={page} connection={one} now={now} />
            ))}
          </Rows>
        </Form>
      </>
    )}
  </AccountPage>
);

const ConnectionRow = ({
  page,
  connection: { clientId, name, scope, since, lastUsedAt },
  now,
}: {
  page: PageContext;
  connection: NamedConnection;
  now: number;
}) => {
  const words = page.words.consent.connections;
  const shown = name ?? words.gone;
  const takeBack = (
    <Button name="withdraw" value={clientId}>
      {words.withdraw}
      <span class="sr">
        {' '}
        <bdi>{shown}</bdi>
      </span>
    </Button>
  );
  return (
    <Row icon="globe" actions={takeBack}>
      <h2 class="h3">
        <bdi>{shown}</bdi>
      </h2>
      <ScopesList page={page} scopes={scopesOf(scope)} />
      <p class="hint">
        <Time at={since}>{words.since(shortMoment(since, page))}</Time>{' '}
        {lastUsedAt !== null && (
          <Time at={lastUsedAt}>{words.lastUsed(ago(lastUsedAt, now, page))}</Time>
        )}
      </p>
    </Row>
  );
};

const None = ({ page }: { page: PageContext }) => {
  const { connections } = page.words.data;
  return (
    <div class="panel flow">
      <h2>{connections.none}</h2>
      <p>{connections.what}</p>
      <p>{rich(connections.activity, { activity: (text) => <a href={ACTIVITY}>{text}</a> })}</p>
    </div>
  );
};

/** What was taken back just now, or that there was nothing to take back. */
export const Withdrawn = ({
  page,
  name,
  isMissing,
}: {
  page: PageContext;
  name: string | string[] | undefined;
  isMissing: boolean;
}) => {
  const words = page.words.consent.connections;
  if (isMissing)
    return (
      <Notice kind="warn" title={words.notThere}>
        <p>{words.notThereWhat}</p>
      </Notice>
    );
  if (typeof name !== 'string') return null;
  return (
    <Notice kind="good" title={words.withdrawn(name)}>
      <p>{words.withdrawnWhat}</p>
    </Notice>
  );
};
