import type { Measured } from './run.ts';

const RESULTS = new Map([
  [true, 'pass'],
  [false, 'FAIL'],
  [null, 'not measured'],
]);

/** Lays findings out as a table, with a line that counts them. */
export function renderTable(invariants: Measured[]): string {
  const rows = [
    ['invariant', 'expected', 'measured', 'result'],
    ...invariants.map(({ name, expected, measured, pass }) => [
      name,
      expected,
      measured,
      RESULTS.get(pass) ?? '',
    ]),
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const count = (wanted: boolean | null) => invariants.filter(({ pass }) => pass === wanted).length;
  const summary = `${count(true)} pass, ${count(false)} fail, ${count(null)} not measured`;
  return [...lines, '', summary].join('\n');
}

/** What `--json` prints. `at` is when the run began, in ISO 8601. */
export function renderJson(url: string, at: string, invariants: Measured[]): string {
  const rows = invariants.map(({ name, expected, measured, pass }) => ({
    name,
    expected,
    measured,
    pass,
  }));
  return JSON.stringify({ url, at, invariants: rows }, null, 2);
}
