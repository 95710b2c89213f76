import { inDigits } from '../../kit/chart.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Cell, NameCell, Table, TableRow } from '../../kit/table.tsx';
import type { ProviderOutcome } from '../../shared/metrics.ts';
import type { Figures } from './read-overview.ts';

/** What became of the ways to a provider, as a team asks it. `begun` is all of them. */
const COLUMNS: [outcome: ProviderOutcome, heading: string][] = [
  ['begun', 'Went there'],
  ['ok', 'Came back'],
  ['refused', 'Cancelled or refused'],
  ['unreachable', 'Not reachable'],
  ['invalid', 'Didn’t check out'],
];

/** What became of the ways to each provider; nothing where nobody went to one. */
export const ProvidersPanel = ({
  figures,
  labelOf,
}: {
  figures: Figures;
  labelOf: (id: string) => string;
}) => {
  const { attempts, refused } = figures.totals.providers;
  const ids = [...new Set(Object.keys(attempts).map((name) => name.split(':')[0] ?? ''))].sort();
  if (ids.length === 0) return null;
  const headings = ['Provider', ...COLUMNS.map(([, heading]) => heading)];
  return (
    <Panel id="providers" title="Sign-in with providers">
      <p class="hint">
        People who neither came back nor cancelled closed the page. Known accounts that weren’t let
        in: {inDigits(refused)}.
      </p>
      <Table labelledBy="providers" headings={headings} numbersFrom={1}>
        {ids.map((id) => (
          <TableRow>
            <NameCell>{labelOf(id)}</NameCell>
            {COLUMNS.map(([outcome, heading]) => (
              <Cell label={heading} isNumber>
                {inDigits(attempts[`${id}:${outcome}`] ?? 0)}
              </Cell>
            ))}
          </TableRow>
        ))}
      </Table>
    </Panel>
  );
};
