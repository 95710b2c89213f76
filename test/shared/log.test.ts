import { afterEach, describe, expect, it, vi } from 'vitest';
import { consoleLog } from '../../src/shared/log.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the log', () => {
  it('writes an error as one line, causes and all, without the parameters of a query', () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const cause = new Error('Failed query: select 1\nparams: hunter2');
    consoleLog.error('request_failed', new TypeError('outer', { cause }), { code: 'internal_error' });
    consoleLog.error('odd', { password: 'hunter2' });
    const lines = written.mock.calls.map(([line]) => String(line));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'error', event: 'request_failed', code: 'internal_error', error: 'TypeError: outer <- Error: Failed query: select 1' },
      { level: 'error', event: 'odd', error: 'something that is not an Error was thrown' },
    ]);
    expect(lines.join('')).not.toContain('hunter2');
  });
});
