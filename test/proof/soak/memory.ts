import { readFileSync } from 'node:fs';

const MB = 1024 * 1024;
/** Bytes of a page of Linux on the machines that we measure on (x86-64, and arm64 by default). */
const PAGE = 4096;

/** The resident memory of processes, in MB (proc(5), `statm`). */
export function readResident(pids: readonly number[]): number {
  const pages = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
  return (pages.reduce((sum, one) => sum + one, 0) * PAGE) / MB;
}

/** Opens the inspector of the service's isolate. */
export async function openInspector(port: number) {
  const listed = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = (await listed.json()) as { id: string; webSocketDebuggerUrl: string }[];
  const target = targets.find(({ id }) => id.startsWith('core:user:'));
  if (target === undefined) throw new Error(`no isolate among ${targets.map(({ id }) => id)}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the inspector refuses')), {
      once: true,
    });
  });
  let last = 0;
  const waiting = new Map<number, (result: { usedSize?: number }) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: object };
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const call = (method: string) =>
    new Promise<{ usedSize?: number }>((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method }));
    });

  return {
    /** What the isolate's heap holds that is not garbage, in MB. */
    async readHeap(): Promise<number> {
      await call('HeapProfiler.collectGarbage');
      return ((await call('Runtime.getHeapUsage')).usedSize ?? 0) / MB;
    },
    close: () => socket.close(),
  };
}
