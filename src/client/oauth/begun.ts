/** A sign-in that was begun: what its answer is held against, and where to go on. */
export type Begun = {
  verifier: string;
  nonce: string;
  returnTo: string;
  /** Seconds; null if the app did not ask for a fresh proof. */
  maxAge: number | null;
  /** Epoch milliseconds. */
  at: number;
};

/** What a tab keeps to itself: `sessionStorage`. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'latchkey.oauth.begun.';
/** Milliseconds. Signing up on the way may take hours, but hardly a day. */
const LONGEST = 24 * 3_600_000;

/**
 * The sign-ins that a tab has begun, by their `state`: a tab takes an answer only if it asked for
 * it, and once.
 */
export function createBegun(storage: TabStorage) {
  return {
    save(state: string, begun: Begun): void {
      forgetOld(storage, begun.at);
      storage.setItem(PREFIX + state, JSON.stringify(begun));
    },
    /** Returns a sign-in and forgets it; null for one that was not begun here. */
    take(state: string): Begun | null {
      const text = storage.getItem(PREFIX + state);
      storage.removeItem(PREFIX + state);
      return parse(text);
    },
  };
}

function forgetOld(storage: TabStorage, now: number): void {
  const names = Array.from({ length: storage.length }, (_, nth) => storage.key(nth) ?? '');
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const at = parse(storage.getItem(name))?.at ?? 0;
    if (now - at > LONGEST) storage.removeItem(name);
  }
}

function parse(text: string | null): Begun | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
