import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineError, SafeMessageError } from '../../src/shared/errors.ts';
import { consoleLog, type Log, withFields, withReports } from '../../src/shared/log.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function written(write: (log: Log) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
  write(consoleLog);
  expect(lines.join('')).not.toContain('hunter2');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('writes one JSON line with level, time and event', () => {
    const [info, warn] = written((log) => {
      log.info('flushed', { sessions: 2, nothing: undefined });
      log.warn('odd');
    });
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(info).toEqual({ level: 'info', at, event: 'flushed', sessions: 2 });
    expect(warn).toEqual({ level: 'warn', at, event: 'odd' });
  });

  it('writes an error with its causes and location, without query parameters', () => {
    const cause = new Error('Failed query: select 1\nparams: hunter2');
    const unavailable = defineError(
      'storage_unavailable',
      'unavailable',
      'A storage service is unavailable',
    );
    const [line, odd, none] = written((log) => {
      log.error('request', unavailable({ cause }), { code: 'storage_unavailable' });
      log.error('odd', { password: 'hunter2' });
      log.error('health', null);
    });
    expect(line).toMatchObject({
      level: 'error',
      event: 'request',
      code: 'storage_unavailable',
      error:
        'storage_unavailable: A storage service is unavailable <- Error: Failed query: select 1',
      stack: expect.stringMatching(/log\.test\.ts:\d+:\d+/),
    });
    expect(odd).toMatchObject({ event: 'odd', error: 'NotAnError' });
    expect(Object.keys(none ?? {})).toEqual(['level', 'at', 'event']);
  });

  it('adds a request’s fields to each of its lines', () => {
    const lines = written((log) => {
      const own = withFields(log, { request_id: 'r1' });
      own.info('a', { x: 1 });
      own.warn('b');
      own.error('c', new SafeMessageError('stated'));
    });
    expect(lines.map((line) => line.request_id)).toEqual(['r1', 'r1', 'r1']);
    expect(lines[2]).toMatchObject({ error: 'Error: stated' });
  });

  it('reports errors only', () => {
    const reports: unknown[] = [];
    const error = new Error('broken');
    written((log) => {
      const reporting = withReports(log, (fault) => void reports.push(fault));
      reporting.info('a');
      reporting.warn('b');
      reporting.error('c', null);
      reporting.error('d', error, { part: 'queue' });
    });
    expect(reports).toEqual([{ event: 'd', error, fields: { part: 'queue' } }]);
  });
});
