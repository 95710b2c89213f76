/** Prints a result as JSON, or as lines of names and values. */
export function printResult(result: unknown, json: boolean): void {
  const text = json ? JSON.stringify(result, null, 2) : describeResult(result as object);
  process.stdout.write(`${text}\n`);
}

/** A line for each name, with the values in one column; `None.` without any. */
export const describeResult = (result: object): string => linesOf(result).join('\n') || 'None.';

/** A line for each client: its id, how it authenticates, its name. */
export function describeClients(clients: Record<string, unknown>[]): string {
  const lines = clients.map((one) => {
    const state = one.disabled_at === null ? '' : '  (disabled)';
    const method = String(one.token_endpoint_auth_method).padEnd(20);
    return `${one.client_id}  ${method} ${one.client_name}${state}\n`;
  });
  return lines.length === 0 ? 'No clients.\n' : lines.join('');
}

function linesOf(value: object, indent = ''): string[] {
  const entries = Object.entries(value);
  const width = Math.max(30 - indent.length, ...entries.map(([name]) => name.length));
  return entries.flatMap(([name, part]: [string, unknown]) =>
    isObject(part)
      ? [`${indent}${name}`, ...linesOf(part, `${indent}  `)]
      : [`${indent}${name.padEnd(width)} ${textOf(part)}`],
  );
}

const isObject = (part: unknown): part is object =>
  typeof part === 'object' && part !== null && !Array.isArray(part);

function textOf(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.map((one) => (isObject(one) ? JSON.stringify(one) : String(one))).join(' ');
}
