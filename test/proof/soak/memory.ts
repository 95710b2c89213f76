import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const MB = 1024 * 1024;
/** Bytes of a page of Linux on the machines that we measure on (x86-64, and arm64 by default). */
const PAGE = 4096;

/** The resident memory of processes, in MB (proc(5), `statm`). */
export function readResident(pids: readonly number[]): number {
  const pages = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  return (pages.reduce((sum, one) => sum + one, 0) * PAGE) / MB;
}

/** An isolate that is not used answers only when it is next: it makes no garbage either. */
const PATIENCE = 2000;

type Usage = { usedSize?: number };
/** Calls a method of an isolate's inspector. */
export type Isolate = { call: (method: string) => Promise<Usage>; close: () => void };

/** Opens the inspector of one isolate. */
async function openIsolate(url: string): Promise<Isolate> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the inspector refuses')), {
      once: true,
    });
  });
  let last = 0;
  const waiting = new Map<number, (result: Usage) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: Usage };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const call = (method: string) =>
    new Promise<Usage>((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method }));
    });
  return { call, close: () => socket.close() };
}

/**
 * Collects the garbage of the service, and of what simulates its bindings: it is resident until
 * somebody does. Answers what the service's heap still holds, in MB. `patience` in milliseconds.
 */
export async function readHeapOf(
  service: Isolate,
  simulators: readonly Isolate[],
  patience = PATIENCE,
): Promise<number> {
  const collect = (isolate: Isolate) => isolate.call('HeapProfiler.collectGarbage');
  await Promise.all([
    collect(service),
    ...simulators.map((one) => Promise.race([collect(one), sleep(patience)])),
  ]);
  return ((await service.call('Runtime.getHeapUsage')).usedSize ?? 0) / MB;
}

/** Opens the inspectors of a runtime's isolates. */
export async function openInspector(port: number) {
  const listed = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = (await listed.json()) as { id: string; webSocketDebuggerUrl: string }[];
  const own = targets.findIndex(({ id }) => id.startsWith('core:user:'));
  const isolates = await Promise.all(
    targets.map(({ webSocketDebuggerUrl }) => openIsolate(webSocketDebuggerUrl)),
  );
  const [service] = own === -1 ? [] : isolates.splice(own, 1);
  if (service === undefined) throw new Error(`no isolate among ${targets.map(({ id }) => id)}`);
  return {
    readHeap: () => readHeapOf(service, isolates),
    close: () => {
      for (const { close } of [service, ...isolates]) close();
    },
  };
}
