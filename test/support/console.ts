import { onTestFinished, vi } from 'vitest';

/**
 * Captures the Worker's own console lines until the end of the test, so that an expected error is
 * asserted and not printed. Returns a live array of the parsed lines.
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
