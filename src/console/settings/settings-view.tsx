import type { PageSession } from '../../hosted/web/page-session.ts';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Panel } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import { ConsolePage, SETTINGS } from '../frame.tsx';
import { ProvidersPanel, type ProviderView } from './providers-panel.tsx';
import type { SettingSubject, SettingView, SettingWarning } from './setting-view.ts';

type SettingsProps = {
  page: PageContext;
  session: PageSession;
  subjects: SettingSubject[];
  warnings: SettingWarning[];
  providers: ProviderView[];
};

const HEADINGS = ['Name', 'In force', 'What it means'];

/** What is configured, and what somebody should look at. */
export const SettingsPage = ({ page, session, subjects, warnings, providers }: SettingsProps) => (
  <ConsolePage page={page} session={session} current={SETTINGS} title="Settings">
    <p class="soft">
      Settings are read when the service is deployed. They can’t be changed here, and secrets are
      never shown.
    </p>
    {warnings.map(({ setting, says, advice }) => (
      <Notice kind="warn" title={says}>
        <p>
          {advice} <a href={`#${setting}`}>{setting}</a>
        </p>
      </Notice>
    ))}
    <ProvidersPanel providers={providers} />
    {subjects.map(({ subject, settings }, at) => (
      <Panel id={`subject-${at}`} title={subject}>
        <Table labelledBy={`subject-${at}`} headings={HEADINGS}>
          {settings.map((setting) => (
            <SettingRow setting={setting} />
          ))}
        </Table>
      </Panel>
    ))}
  </ConsolePage>
);

const SettingRow = ({ setting }: { setting: SettingView }) => (
  <TableRow>
    <NameCell>
      <span class="mono keep" id={setting.name}>
        {setting.name}
      </span>
    </NameCell>
    <Cell>
      <InForce setting={setting} />
    </Cell>
    <Cell>
      <Meaning of={setting.meaning} />
    </Cell>
  </TableRow>
);

const InForce = ({ setting: { origin, value, isSecret, unit } }: { setting: SettingView }) => {
  if (isSecret) return origin === 'set' ? <Tag kind="good">Set</Tag> : <Tag>Not set</Tag>;
  if (value === null) return <span class="soft">Not set</span>;
  return (
    <>
      <bdi class="mono" dir="ltr">
        {value}
      </bdi>
      {unit !== null && ` ${unit}`} {origin === 'default' ? <Tag>Default</Tag> : <Tag>Set</Tag>}
    </>
  );
};

/** A sentence whose code stands between backticks. */
const Meaning = ({ of: text }: { of: string }) => (
  <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code class="mono">{part}</code> : part))}</>
);
