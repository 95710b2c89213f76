import { inDigits } from '../../kit/chart.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Tag } from '../../kit/rows.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import type { JudgedSeal, SealedBy } from '../../operations/judge-seals.ts';

const STATES: Record<SealedBy, string> = {
  present: 'In use',
  former: 'Former, still known',
  missing: 'Missing',
};

/** Which keys seal the secrets of authenticator apps, and how many each. */
export const SealingPanel = ({
  sealing,
  seals,
}: {
  sealing: string[];
  seals: JudgedSeal[] | null;
}) => {
  const rowsOf = (id: string) => seals?.find(({ keyId }) => keyId === id)?.rows ?? 0;
  const missing = seals?.filter(({ key }) => key === 'missing') ?? [];
  const known = sealing.map((id, at) => ({ id, key: at === 0 ? 'present' : 'former' }) as const);
  const rows = [...known, ...missing.map(({ keyId, key }) => ({ id: keyId, key }))];
  const former = known.length - 1;
  return (
    <Panel id="sealing" title="Keys of AUTH_SECRET">
      <p>
        It signs refresh tokens, links and cookies, and encrypts the secrets of authenticator apps.
        {former === 0
          ? ' No former one is accepted.'
          : ` ${inDigits(former)} former ${former === 1 ? 'one is' : 'ones are'} still accepted.`}
      </p>
      {missing.length > 0 && (
        <Notice kind="bad" title="Secrets are sealed by a key that is not here">
          <p>
            Their owners can’t use their authenticator app. Put that AUTH_SECRET back among
            AUTH_SECRET_PREVIOUS.
          </p>
        </Notice>
      )}
      <Table
        labelledBy="sealing"
        headings={['Name', 'State', 'Secrets it encrypts']}
        numbersFrom={2}
      >
        {rows.map(({ id, key }) => (
          <TableRow>
            <NameCell>
              <bdi class="mono" dir="ltr">
                {id}
              </bdi>
            </NameCell>
            <Cell>
              <Tag {...(key === 'missing' ? { kind: 'bad' } : {})}>{STATES[key]}</Tag>
            </Cell>
            <Cell label="Secrets" isNumber>
              {seals === null ? 'Not known at the moment' : inDigits(rowsOf(id))}
            </Cell>
          </TableRow>
        ))}
      </Table>
    </Panel>
  );
};
