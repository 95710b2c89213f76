import { statfsSync } from 'node:fs';

/** Linux's file system in memory; `df /dev/shm` tells its size. */
const MEMORY = '/dev/shm';
/** Bytes that have to be free there: several times what a whole run leaves behind. */
const NEEDED = 2 * 1024 ** 3;

/**
 * Lets the storage of workerd live in memory where there is room, unless TMPDIR says where. A run
 * creates some ten thousand small databases, and on a busy disk waits for those more than it computes.
 */
export function keepStorageInMemory(): void {
  if (process.env.TMPDIR === undefined && hasRoom()) process.env.TMPDIR = MEMORY;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= NEEDED;
  } catch {
    return false;
  }
}
