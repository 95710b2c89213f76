import type { Child } from 'hono/jsx';
import { LinkButton } from '../../kit/button.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { SETTINGS, type Setting } from './settings.ts';

type SettingsProps = { page: PageContext; client: ClientView; editPath: string | null };

/** All settings of a client, in plain words and by their names. */
export const SettingsPanel = ({ client, editPath }: SettingsProps) => (
  <Panel
    id="settings"
    title="Settings"
    actions={editPath !== null && <LinkButton href={editPath}>Edit settings</LinkButton>}
  >
    <Table labelledBy="settings" headings={['Setting', 'Value', 'In the API']}>
      {SETTINGS.map((setting) => (
        <TableRow>
          <NameCell>{setting.label}</NameCell>
          <Cell>
            <Value setting={setting} client={client} />
          </Cell>
          <Cell>
            <span class="mono">{setting.name}</span>
            <p class="hint">{setting.hint}</p>
          </Cell>
        </TableRow>
      ))}
    </Table>
  </Panel>
);

const Value = ({ setting, client }: { setting: Setting; client: ClientView }): Child => {
  const { kind, name, options = [] } = setting;
  const value = client[name];
  if (kind === 'keys') return <Keys client={client} />;
  if (kind === 'switch') return value === true ? 'Yes' : 'No';
  if (kind === 'seconds') return value === null ? 'The service’s own' : `${value} seconds`;
  if (kind === 'choice') return options.find((one) => one.value === value)?.label ?? String(value);
  const texts = Array.isArray(value) ? value : [value ?? ''];
  return <Texts texts={texts.map(String).filter((text) => text !== '')} />;
};

/** Text, one to a line, never a link: anyone who registers clients chose it. */
const Texts = ({ texts }: { texts: string[] }) => {
  if (texts.length === 0) return <>None</>;
  return (
    <ul>
      {texts.map((text) => (
        <li>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
};

/** The members of a key that tell it from others; all of them are public. */
const Keys = ({ client: { jwks } }: { client: ClientView }) => (
  <Texts
    texts={(jwks?.keys ?? []).map((key) => {
      const { kty, crv, alg, kid, x, n } = key as Record<string, string | undefined>;
      const named = [kty, crv, alg, kid !== undefined && `key ID ${kid}`];
      return `${named.filter(Boolean).join(', ')}: ${x ?? n ?? ''}`;
    })}
  />
);
