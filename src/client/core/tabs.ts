import type { TokenAnswer, User } from './api.ts';

/** Milliseconds to wait for another tab's refresh before going on beside it. */
const PATIENCE = 15_000;
/** Milliseconds in which the tab that was waited for tells what it got. */
const TELLING = 50;

/** What a tab tells the others: tokens that it got, or, with none, that the session ended. */
export type News = { answer?: TokenAnswer; user?: User | null };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The tabs of one origin that share a session: one at a time asks for tokens, and tells the others.
 * Where a browser has neither locks nor channels each tab asks for itself, which the service's
 * grace allows. `name` is null for a session that no other tab has.
 */
export function createTabs(name: string | null, hear: (news: News) => void) {
  const isShared = name !== null && typeof document !== 'undefined';
  const hasChannels = typeof BroadcastChannel !== 'undefined';
  const channel = isShared && hasChannels ? new BroadcastChannel(name) : null;
  channel?.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));
  // Absent where the page is not secure.
  const locks: LockManager | undefined = isShared ? navigator.locks : undefined;

  async function locked<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!locks || name === null) return work();
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), PATIENCE);
    const asked = performance.now();
    let began = false;
    const begin = async () => {
      began = true;
      clearTimeout(timer);
      if (performance.now() - asked > 5) await pause(TELLING);
      return work();
    };
    try {
      return await locks.request(name, { signal: impatience.signal }, begin);
    } catch (error) {
      if (began) throw error;
      return begin();
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    /** Runs the work once what was given before is done, and while no other tab runs any. */
    exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
      const result = last.then(() => locked(work));
      last = result.catch(() => undefined);
      return result;
    },
    tell: (news: News) => channel?.postMessage(news),
    close: () => channel?.close(),
  };
}
