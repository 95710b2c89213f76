import { Button, LinkButton } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Select } from '../kit/inputs.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { USERS } from './frame.tsx';
import { type Asked, listPath } from './read-query.ts';
import { ROLE_NAMES } from './user-words.tsx';

/** The filters of the list with the words of their values, in the order of the form. */
const FILTERS = [
  {
    name: 'status',
    label: 'Status',
    words: {
      active: 'Active',
      disabled: 'Disabled',
      unverified: 'Not confirmed',
      locked: 'Locked',
    },
  },
  { name: 'role', label: 'Role', words: ROLE_NAMES },
  { name: 'verified', label: 'Email confirmed', words: { yes: 'Yes', no: 'No' } },
  { name: 'second_factor', label: 'Second step', words: { yes: 'Yes', no: 'None' } },
  {
    name: 'last_seen',
    label: 'Last sign-in',
    words: {
      '1d': 'In the last day',
      '7d': 'In the last 7 days',
      '30d': 'In the last 30 days',
      '90d': 'In the last 90 days',
      over_90d: 'Over 90 days ago',
      never: 'Never',
    },
  },
] as const;
/** As the headings sort, which a phone does not show. */
const ORDERS = [
  {
    name: 'sort' as const,
    label: 'Sort by',
    options: [
      { value: 'created', label: 'Created' },
      { value: 'last_sign_in', label: 'Last sign-in' },
    ],
  },
  {
    name: 'order' as const,
    label: 'Order',
    options: [
      { value: 'desc', label: 'Latest first' },
      { value: 'asc', label: 'Oldest first' },
    ],
  },
];
const ANY = { value: '', label: 'Any' };

/** The search of the list, and its order. */
export const Search = ({ page, asked }: { page: PageContext; asked: Asked }) => (
  <form class="panel filters" method="get" action={USERS}>
    <Field
      page={page}
      name="query"
      label="Search"
      hint="The beginning of an email address, username or name, a whole ID, or one at a provider: google:1101."
    >
      <input
        class="in"
        id="query"
        name="query"
        type="search"
        value={asked.query}
        maxlength={254}
        autocomplete="off"
        aria-describedby="query-hint"
      />
    </Field>
    {FILTERS.map(({ name, label, words }) => (
      <Select
        page={page}
        name={name}
        label={label}
        value={asked[name]}
        options={[ANY, ...Object.entries(words).map(([value, word]) => ({ value, label: word }))]}
      />
    ))}
    {ORDERS.map((order) => (
      <Select page={page} {...order} value={asked[order.name]} />
    ))}
    <Button>Search</Button>
  </form>
);

/** What the list is narrowed to, each with a way to take it back; nothing for the whole list. */
export const ActiveFilters = ({ asked }: { asked: Asked }) => {
  const active = FILTERS.flatMap(({ name, label, words }) => {
    const value = asked[name];
    if (value === undefined) return [];
    const word = (words as Record<string, string>)[value] ?? value;
    return [{ label: `${label}: ${word}`, without: { ...asked, [name]: undefined } }];
  });
  if (asked.query !== undefined)
    active.unshift({ label: `“${asked.query}”`, without: { ...asked, query: undefined } });
  if (active.length === 0) return null;
  return (
    <nav class="btns" aria-label="Filters in use">
      {active.map(({ label, without }) => (
        <LinkButton href={listPath(USERS, without)}>
          <span class="sr">Remove the filter </span>
          <bdi>{label}</bdi>
          <span aria-hidden="true"> ×</span>
        </LinkButton>
      ))}
      {active.length > 1 && <LinkButton href={USERS}>Clear all</LinkButton>}
    </nav>
  );
};
