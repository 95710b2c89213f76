import type { Child } from 'hono/jsx';
import type { PageSession } from '../../hosted/web/page-session.ts';
import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { CLIENTS, ConsolePage } from '../frame.tsx';
import { mayAct } from '../gate.tsx';
import { When } from '../user-words.tsx';
import { NEW_CLIENT } from './kinds.ts';
import { SETTINGS } from './settings.ts';

type ClientsProps = {
  page: PageContext;
  session: PageSession;
  clients: ClientView[];
  notice: Child;
};

const HEADINGS = ['Name', 'State', 'How it proves itself', 'Scopes', 'Changed'];

/** The apps that people sign in to here, oldest first. */
export const ClientsPage = ({ page, session, clients, notice }: ClientsProps) => (
  <ConsolePage page={page} session={session} current={CLIENTS} title="OAuth clients">
    {notice}
    <section class="panel flow" aria-label="Clients">
      <p class="soft">The apps that sign people in here, by OAuth 2.1 and OpenID Connect.</p>
      {clients.length === 0 ? (
        <h2>None is registered yet</h2>
      ) : (
        <Table caption="Clients, oldest first" headings={HEADINGS}>
          {clients.map((client) => (
            <ClientRow page={page} client={client} />
          ))}
        </Table>
      )}
      {mayAct(session) && (
        <div class="btns">
          <LinkButton look="go" href={NEW_CLIENT}>
            Register a client
          </LinkButton>
        </div>
      )}
    </section>
  </ConsolePage>
);

const ClientRow = ({ page, client }: { page: PageContext; client: ClientView }) => (
  <TableRow>
    <NameCell>
      <a href={`${CLIENTS}/${client.client_id}`}>
        <bdi>{client.client_name}</bdi>
      </a>
      <p class="hint mono">{client.client_id}</p>
    </NameCell>
    <Cell>
      <ClientTags client={client} />
    </Cell>
    <Cell label="How it proves itself">{methodOf(client)}</Cell>
    <Cell label="Scopes">{client.scope}</Cell>
    <Cell label="Changed">
      <When page={page} at={client.updated_at} />
    </Cell>
  </TableRow>
);

/** The state of a client in a word or two. */
export const ClientTags = ({ client }: { client: ClientView }) => (
  <>
    {client.disabled_at === null ? <Tag>Active</Tag> : <Tag kind="bad">Disabled</Tag>}{' '}
    {client.first_party && <Tag>First party</Tag>}
  </>
);

/** How a client proves itself, in words. */
export function methodOf({ token_endpoint_auth_method: method }: ClientView): string {
  const options = SETTINGS.find(({ name }) => name === 'token_endpoint_auth_method')?.options;
  return options?.find(({ value }) => value === method)?.label ?? method;
}
