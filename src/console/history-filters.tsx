import { AUDIT_EVENT_TYPES, RISK_LEVELS } from '../audit/event.ts';
import { Button, LinkButton } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Select } from '../kit/inputs.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { EVENT_WORDS, RISK_WORDS } from './event-words.ts';
import { type HistoryQuery, historyPath } from './read-history.ts';

type AskedProps = {
  page: PageContext;
  /** Of the page that the history is on. */
  path: string;
  query: HistoryQuery;
};

const ANY = { value: '', label: 'Any' };
const TYPES = AUDIT_EVENT_TYPES.map((value) => ({ value, label: EVENT_WORDS[value] }));
const RISKS = RISK_LEVELS.map((value) => ({ value, label: RISK_WORDS[value] }));

/** Narrows a history down to a kind of event, a risk, or some days. */
export const HistoryFilters = ({ page, path, query }: AskedProps) => (
  <form class="filters" method="get" action={historyPath(path, {})}>
    <Select
      page={page}
      name="event_type"
      label="What"
      value={query.event_type}
      options={[ANY, ...TYPES.toSorted((a, b) => a.label.localeCompare(b.label))]}
    />
    <Select
      page={page}
      name="risk_level"
      label="Risk"
      value={query.risk_level}
      options={[ANY, ...RISKS]}
    />
    <Day page={page} name="from" label="From (UTC)" value={query.from} />
    <Day page={page} name="to" label="To (UTC)" value={query.to} />
    <Button>Filter</Button>
  </form>
);

type DayProps = { page: PageContext; name: string; label: string; value: string | undefined };

const Day = ({ page, name, label, value }: DayProps) => (
  <Field page={page} name={name} label={label}>
    <input class="in" id={name} name={name} type="date" value={value} />
  </Field>
);

/** On through a history, and back to its beginning. */
export const HistoryWays = ({ path, query, older }: AskedProps & { older: string | null }) => {
  const isFiltered = Object.entries(query).some(([name, value]) => name !== 'cursor' && value);
  if (older === null && query.cursor === undefined && !isFiltered) return null;
  return (
    <nav class="btns" aria-label="Pages of the history">
      {older !== null && (
        <LinkButton href={historyPath(path, query, older)}>Older events</LinkButton>
      )}
      {query.cursor !== undefined && (
        <LinkButton href={historyPath(path, query)}>Latest events</LinkButton>
      )}
      {isFiltered && <LinkButton href={historyPath(path, {})}>Everything</LinkButton>}
    </nav>
  );
};
