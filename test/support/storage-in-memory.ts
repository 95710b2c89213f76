import { statfsSync } from 'node:fs';

/** Linux's in-memory file system; `df /dev/shm` prints its size. */
const MEMORY = '/dev/shm';
/** Bytes that must be free there: several times what a whole run writes. */
const NEEDED = 2 * 1024 ** 3;

/**
 * Keeps workerd's storage in memory if there is room, unless TMPDIR is set. A run creates some ten
 * thousand small databases; on a busy disk it would mostly wait for those.
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
