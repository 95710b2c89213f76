import { describe, expect, it } from 'vitest';
import { createDefer } from '../../src/shared/defer.ts';

describe('deferred work', () => {
  it('is handed to the isolate as a promise that never rejects; failures are logged under its event', async () => {
    const waited: Promise<unknown>[] = [];
    const logged: [string, unknown][] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (event: string, error: unknown) => void logged.push([event, error]),
    };
    const defer = createDefer((work) => void waited.push(work), log);
    const failure = new Error('down');
    defer(Promise.resolve('done'), 'not_done');
    defer(Promise.reject(failure), 'not_written');
    expect(await Promise.allSettled(waited)).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: undefined },
    ]);
    expect(logged).toEqual([['not_written', failure]]);
  });
});
