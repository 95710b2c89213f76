/**
 * What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection), full-width forms
 * included, also behind quotes, separators and spaces, which some split or strip first.
 */
const FORMULA = /^[\s"',;|]*[=+\-@\t\r\n＝＋－＠]|[\t\r\n]/u;

/** A row of CSV by RFC 4180: every cell quoted, and none a formula, which a `'` before it says. */
export const csvRow = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${toText(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

const toText = (cell: string) => (FORMULA.test(cell) ? `'${cell}` : cell);
