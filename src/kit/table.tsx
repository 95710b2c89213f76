import type { Child } from 'hono/jsx';

// Where a phone lays a table out as blocks, browsers forget that it is one.
const as = (role: string) => ({ role });

/** A heading: its text, or with which way the table is sorted by it. */
export type Heading = string | { is: Child; sort: 'ascending' | 'descending' | undefined };

/** A table that becomes a list of blocks on a phone. It has a caption, or the id of its heading. */
export const Table = ({
  headings,
  numbersFrom = headings.length,
  isPicked = false,
  children,
  ...named
}: {
  headings: readonly Heading[];
  /** The first column of numbers, which the others are too. */
  numbersFrom?: number;
  /** Whether the first column has boxes to tick. */
  isPicked?: boolean;
  children: Child;
} & ({ caption: string } | { labelledBy: string })) => (
  <div class={isPicked ? 'stack pick' : 'stack'}>
    <table {...as('table')} aria-labelledby={'labelledBy' in named ? named.labelledBy : undefined}>
      {'caption' in named && <caption class="sr">{named.caption}</caption>}
      <thead {...as('rowgroup')}>
        <tr {...as('row')}>
          {headings.map((heading, at) => (
            <th
              scope="col"
              class={at < numbersFrom ? undefined : 'n'}
              {...as('columnheader')}
              aria-sort={typeof heading === 'string' ? undefined : heading.sort}
            >
              {typeof heading === 'string' ? heading : heading.is}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...as('rowgroup')}>{children}</tbody>
    </table>
  </div>
);

/** A row of a {@link Table}. */
export const TableRow = ({ children }: { children: Child }) => <tr {...as('row')}>{children}</tr>;

/** The cell that names its row. */
export const NameCell = ({ children }: { children: Child }) => (
  <th scope="row" {...as('rowheader')}>
    {children}
  </th>
);

/** A cell. `label` stands before it on a phone, where it would not explain itself. */
export const Cell = ({
  label,
  isNumber = false,
  children,
}: {
  label?: string;
  isNumber?: boolean;
  children: Child;
}) => (
  <td class={isNumber ? 'n' : undefined} {...as('cell')} data-l={label}>
    {children}
  </td>
);
