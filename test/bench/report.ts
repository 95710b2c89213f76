import { toHead, toRow } from './figures.ts';

/** A bar of a chart, made of parts that add up. */
export type Bar = { name: string; parts: number[] };

/**
 * A chart of bars. `parts` names what each bar is made of; a `limit` is drawn as a line.
 * `unit` is that of all values.
 */
export type Chart = {
  title: string;
  unit: string;
  parts: readonly string[];
  bars: readonly Bar[];
  limit?: number;
};

/** A part of a report: a table, what there is to say about it, and charts of it. */
export type Section = {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  notes?: readonly string[];
  charts?: readonly Chart[];
};

/**
 * What a report found. `faults` says what falls short of a limit; the command fails for it.
 * `rounds` is how often it measured, if more than once.
 */
export type Report = {
  sections: readonly Section[];
  faults: readonly string[];
  rounds?: number;
};

/** The file of a chart: the report's name and the chart's title, as letters and hyphens. */
export const fileOf = (name: string, { title }: Chart): string =>
  `${[name, ...(title.toLowerCase().match(/[a-z0-9]+/g) ?? [])].join('-')}.svg`;

function describeSection({ title, columns, rows, notes = [] }: Section): string {
  const table = [toHead(columns), ...rows.map(toRow)].join('\n');
  return [`### ${title}`, table, ...notes].join('\n\n');
}

/** Writes a report as Markdown, without its charts. */
export function describeReport({ sections, faults }: Report): string {
  const short = faults.map((fault) => `- **Falls short:** ${fault}`).join('\n');
  return [...sections.map(describeSection), short].filter((part) => part !== '').join('\n\n');
}

/** Writes a report as a page of its own, with its charts beside it. */
export function toPage(name: string, machine: string, report: Report): string {
  const charts = report.sections.flatMap((section) => section.charts ?? []);
  const pictures = charts.map((chart) => `![${chart.title}](${fileOf(name, chart)})`);
  return `${[`# ${name}`, machine, describeReport(report), ...pictures].join('\n\n')}\n`;
}
