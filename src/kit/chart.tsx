import type { Child } from 'hono/jsx';
import { once } from '../shared/once.ts';
import { Cell, NameCell, Table, TableRow } from './table.tsx';

/** Numbers of a picture, one for each of its columns. */
export type Series = { name: string; values: number[] };

/**
 * A column of a picture: its name in the table, and below the picture, where every few have one.
 */
export type Column = { name: string; mark: string };

type ChartProps = {
  /** The id of the heading. */
  id: string;
  title: string;
  /** What the picture says, in a sentence. */
  says: string;
  /** What a column is: "Day". */
  unit: string;
  columns: Column[];
  /** Drawn, each line in a dash of its own. */
  drawn: Series[];
  /** In the table only. */
  told?: Series[];
};

const WIDTH = 700;
const HEIGHT = 200;
/** Dashes in pixels. Those of the second line are the style sheet's. */
const DASHES = [undefined, undefined, '2 4', '12 5', '12 4 2 4'];

/** Lines over time, of which the first is what should happen, the second what should not. */
export const LineChart = (props: ChartProps) => (
  <Figure {...props} isDrawn={props.drawn.some(({ values }) => values.some((n) => n !== 0))}>
    <ul class="key" aria-hidden="true">
      {props.drawn.map(({ name }, index) => (
        <li>
          <svg width="28" height="8" viewBox="0 0 28 8" aria-hidden="true">
            <path class={lineClass(index)} stroke-dasharray={DASHES[index]} d="M1 4h26" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
    <Plot {...props} kind="Line chart">
      {(top) =>
        props.drawn.map(({ values }, index) => (
          <path
            class={lineClass(index)}
            stroke-dasharray={DASHES[index]}
            d={`M${values.map((n, at) => `${centre(at, values.length)} ${heightOf(n, top)}`).join('L')}`}
          />
        ))
      }
    </Plot>
  </Figure>
);

/** Bars over time, of which the last is not over yet. Draws the first series. */
export const BarChart = (props: ChartProps) => {
  const values = props.drawn[0]?.values ?? [];
  const width = (WIDTH / values.length) * 0.56;
  return (
    <Figure {...props} isDrawn={values.some((n) => n !== 0)}>
      <Plot {...props} kind="Bar chart">
        {(top) =>
          values.map((n, at) => (
            <rect
              class={at === values.length - 1 ? 'part' : undefined}
              x={round(centre(at, values.length) - width / 2)}
              y={heightOf(n, top)}
              width={round(width)}
              height={round(HEIGHT - heightOf(n, top))}
            />
          ))
        }
      </Plot>
    </Figure>
  );
};

const lineClass = (index: number) => (index === 1 ? 'l2' : 'l1');
const round = (n: number): number => Math.round(n * 10) / 10;
const centre = (at: number, count: number): number => round(((at + 0.5) * WIDTH) / count);
const heightOf = (n: number, top: number): number =>
  round(HEIGHT - (Math.max(0, n) / top) * HEIGHT);

/** The number that the highest line of a picture stands for: round, and its half is whole. */
export function topOf(highest: number): number {
  let size = 1;
  while (highest > 10 * size) size *= 10;
  return ([2, 4, 6, 8].find((n) => highest <= n * size) ?? 10) * size;
}

const long = once(() => new Intl.NumberFormat('en'));
const short = once(
  () => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }),
);

/** A number with its thousands apart. */
export const inDigits = (n: number): string => long().format(n);
const onAxis = (n: number): string => (n < 100_000 ? long().format(n) : short().format(n));

const Figure = ({
  id,
  title,
  says,
  isDrawn,
  children,
  ...numbers
}: ChartProps & { isDrawn: boolean; children: Child }) => (
  <figure class="panel flow" aria-labelledby={id}>
    <figcaption>
      <h2 id={id}>{title}</h2>
      <p class="hint">{says}</p>
    </figcaption>
    {isDrawn && children}
    <details>
      <summary class="small">Show the numbers</summary>
      <Numbers title={title} {...numbers} />
    </details>
  </figure>
);

const Plot = ({
  title,
  unit,
  columns,
  drawn,
  kind,
  children,
}: ChartProps & { kind: string; children: (top: number) => Child }) => {
  const top = topOf(Math.max(...drawn.flatMap(({ values }) => values)));
  const names = drawn.map(({ name }) => name).join(', ');
  return (
    <div class="plot">
      <div class="y" aria-hidden="true">
        {[top, top / 2, 0].map((n) => (
          <span>{onAxis(n)}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${kind} of ${title}, ${unit} by ${unit}: ${names}. The numbers are in the table below.`}
      >
        <path d="M0 0h700M0 100h700M0 200h700" />
        {children(top)}
      </svg>
      <div class="x" aria-hidden="true">
        {columns
          .filter(({ mark }) => mark !== '')
          .map(({ mark }) => (
            <span>{mark}</span>
          ))}
      </div>
    </div>
  );
};

const Numbers = ({
  title,
  unit,
  columns,
  drawn,
  told = [],
}: Pick<ChartProps, 'title' | 'unit' | 'columns' | 'drawn' | 'told'>) => {
  const all = [...drawn, ...told];
  return (
    <Table
      caption={`${title}, ${unit} by ${unit}`}
      headings={[unit, ...all.map(({ name }) => name)]}
      numbersFrom={1}
    >
      {columns.map((column, at) => (
        <TableRow>
          <NameCell>{column.name}</NameCell>
          {all.map(({ name, values }) => (
            <Cell label={name} isNumber>
              {inDigits(values[at] ?? 0)}
            </Cell>
          ))}
        </TableRow>
      ))}
    </Table>
  );
};
