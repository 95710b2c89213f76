import type { Child } from 'hono/jsx';
import { scopesOf } from '../../guard/grant.ts';
import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Row, Rows } from '../../kit/rows.tsx';
import { Time } from '../../kit/time.tsx';
import type { OwnIdentity } from '../../methods/social/list-identities.ts';
import type { SocialProviders } from '../../methods/social/provider.ts';
import type { NamedConnection } from '../../oauth/connections/list-connections.ts';
import { ago, shortMoment } from '../../words/dates.ts';
import { rich } from '../../words/rich.tsx';
import { ScopesList } from '../consent/scopes-list.tsx';
import type { PageSession } from '../web/page-session.ts';
import { AccountPage } from './account-page.tsx';
import { ACTIVITY } from './activity-view.tsx';
import { IdentitiesPanel } from './identities-panel.tsx';

export const CONNECTIONS = '/account/connections';

/** What is connected to an account: apps that may use it, providers that lead into it. */
export type Listed = { apps: NamedConnection[]; identities: OwnIdentity[] };

type ConnectionsPageProps = Listed & {
  page: PageContext;
  session: PageSession;
  providers: SocialProviders;
  /** Epoch milliseconds. */
  now: number;
  notice: Child;
};

/** The ways in by providers, and the apps that may use the account. */
export const ConnectionsPage = (props: ConnectionsPageProps) => (
  <AccountPage page={props.page} user={props.session.user} current="connections">
    {props.notice}
    <IdentitiesPanel {...props} />
    <Apps {...props} />
  </AccountPage>
);

const Apps = ({ page, apps, now }: ConnectionsPageProps) =>
  apps.length === 0 ? (
    <None page={page} />
  ) : (
    <Panel id="apps" title={page.words.consent.connections.title}>
      <p class="soft">{page.words.consent.connections.intro}</p>
      <Form page={page} action={CONNECTIONS}>
        <Rows>
          {apps.map((one) => (
            <ConnectionRow page={page} connection={one} now={now} />
          ))}
        </Rows>
      </Form>
    </Panel>
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
      <h3>
        <bdi>{shown}</bdi>
      </h3>
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
