import { Panel } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';

/** A provider of the settings as a team may read it. */
export type ProviderView = {
  id: string;
  label: string;
  issuer: string;
  clientId: string;
  /** What has to be registered at the provider, character by character. */
  callbackUrl: string;
  /** The name of the setting with its secret, and whether that is set. */
  secretName: string;
  hasSecret: boolean;
};

const CLIENT_ID = 'Our client ID there';
const CALLBACK = 'Callback URL to register there';
const SECRET = 'Secret';

/** What is needed to set up each provider at its own site. */
export const ProvidersPanel = ({ providers }: { providers: ProviderView[] }) => (
  <Panel id="providers" title="Providers to sign in with">
    {providers.length === 0 ? (
      <p class="soft">
        None. People sign in with what they have here.{' '}
        <a href="#SOCIAL_PROVIDERS">SOCIAL_PROVIDERS</a> adds some.
      </p>
    ) : (
      <>
        <p class="hint">
          A provider sends people back to registered URLs only: register each exactly as it is here.
        </p>
        <Table labelledBy="providers" headings={['Provider', CLIENT_ID, CALLBACK, SECRET]}>
          {providers.map((provider) => (
            <ProviderRow provider={provider} />
          ))}
        </Table>
      </>
    )}
  </Panel>
);

const ProviderRow = ({ provider }: { provider: ProviderView }) => (
  <TableRow>
    <NameCell>
      <bdi>{provider.label}</bdi>
      <p class="hint">
        <bdi class="mono" dir="ltr">
          {provider.issuer}
        </bdi>
      </p>
    </NameCell>
    <Cell label={CLIENT_ID}>
      <bdi class="mono" dir="ltr">
        {provider.clientId}
      </bdi>
    </Cell>
    <Cell label={CALLBACK}>
      <bdi class="mono" dir="ltr">
        {provider.callbackUrl}
      </bdi>
    </Cell>
    <Cell label={SECRET}>
      {provider.hasSecret ? <Tag kind="good">Set</Tag> : <Tag>Not set</Tag>}{' '}
      <span class="mono small">{provider.secretName}</span>
    </Cell>
  </TableRow>
);
