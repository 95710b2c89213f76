import { expect, it } from 'vitest';
import { type Isolate, readHeapOf } from './memory.ts';

const MB = 1024 * 1024;
/** An isolate that notes what it is asked. A silent one never answers. */
function isolateOf(usedSize: number, isSilent = false) {
  const asked: string[] = [];
  const isolate: Isolate = {
    call(method) {
      asked.push(method);
      return isSilent ? new Promise(() => undefined) : Promise.resolve({ usedSize });
    },
    close: () => undefined,
  };
  return { asked, isolate };
}
const COLLECT = 'HeapProfiler.collectGarbage';

it("what the service's heap holds is read after its garbage is collected", async () => {
  const service = isolateOf(5 * MB);
  expect(await readHeapOf(service.isolate, [], 1)).toBe(5);
  expect(service.asked).toEqual([COLLECT, 'Runtime.getHeapUsage']);
});

it('the garbage of what simulates the bindings is collected too', async () => {
  const [service, simulator] = [isolateOf(5 * MB), isolateOf(70 * MB)];
  expect(await readHeapOf(service.isolate, [simulator.isolate], 1)).toBe(5);
  expect(simulator.asked).toEqual([COLLECT]);
});

it('an isolate that does not answer is not waited for', async () => {
  const silent = isolateOf(0, true);
  expect(await readHeapOf(isolateOf(5 * MB).isolate, [silent.isolate], 1)).toBe(5);
});
