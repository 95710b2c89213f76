import type { Child } from 'hono/jsx';
import type { AuditView } from '../../audit/audit-view.ts';
import type { PageSession } from '../../hosted/web/page-session.ts';
import { Fact, Facts } from '../../kit/lists.tsx';
import { ErrorSummary } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { EventsTable } from '../events-table.tsx';
import { CLIENTS, ConsolePage } from '../frame.tsx';
import { mayAct } from '../gate.tsx';
import { When } from '../user-words.tsx';
import { ClientActsPanel, type ClientActsProps, NoClientActs } from './client-acts-view.tsx';
import { ClientTags, methodOf } from './clients-view.tsx';
import { NextSteps, type Place } from './next-steps.tsx';
import { SettingsPanel } from './settings-view.tsx';

type ClientPageProps = ClientActsProps &
  Place & {
    session: PageSession;
    events: AuditView[];
    /** What actors are called, by id. */
    names: ReadonlyMap<string, string>;
    notice: Child;
    isWrong: boolean;
  };

/** Everything about a client, and what can be done. */
export const ClientPage = (props: ClientPageProps) => {
  const { page, session, client, notice, errors, isWrong, issuer, events, names } = props;
  const isAdmin = mayAct(session);
  return (
    <ConsolePage
      page={page}
      session={session}
      current={CLIENTS}
      title={client.client_name}
      wrong={isWrong}
      above={<ToClients />}
      beside={<ClientTags client={client} />}
    >
      {notice}
      <ErrorSummary page={page} errors={errors} />
      <div class="two">
        <AboutPanel page={page} client={client} />
        {isAdmin ? <ClientActsPanel {...props} /> : <NoClientActs />}
      </div>
      <SettingsPanel
        page={page}
        client={client}
        editPath={isAdmin ? `${CLIENTS}/${client.client_id}/edit` : null}
      />
      <NextSteps page={page} client={client} issuer={issuer} />
      <Panel id="history" title="History">
        {events.length === 0 && <p class="soft">Nothing yet.</p>}
        {events.length > 0 && (
          <EventsTable
            page={page}
            events={events}
            viewer={session.user.id}
            names={names}
            named={{ labelledBy: 'history' }}
          />
        )}
      </Panel>
    </ConsolePage>
  );
};

export const ToClients = () => (
  <p>
    <a href={CLIENTS}>OAuth clients</a>
  </p>
);

const AboutPanel = ({ page, client }: { page: PageContext; client: ClientView }) => (
  <Panel id="about" title="Client">
    <Facts>
      <Fact name="Client ID">
        <span class="mono">{client.client_id}</span>
      </Fact>
      <Fact name="How it proves itself">{methodOf(client)}</Fact>
      <Fact name="Secrets">
        {client.secrets.length === 0 && 'None'}
        {client.secrets.map(({ created_at: at }, index) => (
          <p>
            Made <When page={page} at={at} />
            {index > 0 && ', good until the next renewal'}
          </p>
        ))}
      </Fact>
      <Fact name="Disabled">
        <When page={page} at={client.disabled_at} none="No" />
      </Fact>
      <Fact name="Registered">
        <When page={page} at={client.created_at} />
      </Fact>
      <Fact name="Changed">
        <When page={page} at={client.updated_at} />
      </Fact>
    </Facts>
  </Panel>
);
