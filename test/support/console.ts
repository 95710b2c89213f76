import { onTestFinished, vi } from 'vitest';

/**
 * Takes what the Worker itself logs on the console until the end of the test, so that an expected
 * error is asserted and not printed. Returns the lines, parsed, as they come.
 */
export function takeConsole(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  for (const level of ['log', 'warn', 'error'] as const) {
    const spy = vi
      .spyOn(console, level)
      .mockImplementation((line) => void lines.push(JSON.parse(String(line))));
    onTestFinished(() => spy.mockRestore());
  }
  return lines;
}
