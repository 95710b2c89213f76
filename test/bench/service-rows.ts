/** What tells copies of a user apart: SQL of each column, by the number `n`. */
export function personColumns(family: string): Record<string, string> {
  const email = `'person' || n || '-${family}@example.com'`;
  return { id: freshId('n', family), email, email_normalized: email };
}

/** SQL of an id in the form of a UUID v7, in the order of the number. */
export const freshId = (number: string, family: string): string =>
  `printf('%08x-%04x-7000-8000-${family}0000', 26000000 + ${number} / 65536, ${number} % 65536)`;
