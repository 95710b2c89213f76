import { type Clock, HOUR, MINUTE } from '../../shared/clock.ts';
import { errorFields, type Log } from '../../shared/log.ts';

/**
 * How long a document is used without asking, and how much longer if asking fails; milliseconds.
 */
export type Life = { fresh: number; stale: number };

/** Metadata changes when a provider moves: rarely, and with notice. */
export const METADATA: Life = { fresh: HOUR, stale: 24 * HOUR };
/**
 * A key that a provider withdraws counts for no longer than this; a new one is asked for at once.
 */
export const KEYS: Life = { fresh: 10 * MINUTE, stale: HOUR };

/** Milliseconds between two requests for one document that is at hand. */
const PAUSE = MINUTE;
/** More documents than any configuration has. */
const MAX_KEPT = 128;

type Kept = { value: unknown; fetchedAt: number; askedAt: number };

// Values only: a promise would belong to the request that made it.
const documents = new Map<string, Kept>();

export type KeptDocument<T> = {
  /** Names it, by all that it depends on. */
  key: string;
  life: Life;
  /** Fetches and checks it. */
  load: () => Promise<T>;
};

type Deps = { clock: Clock; log: Log };

/**
 * Returns a document of a provider, kept by this isolate. Past its life it is asked for again; if
 * that fails, the old one serves for a while. Throws what `load` throws if there is none.
 */
export async function readKept<T>(deps: Deps, document: KeptDocument<T>): Promise<T> {
  const kept = documents.get(document.key);
  if (kept === undefined) return load(deps, document);
  const age = deps.clock() - kept.fetchedAt;
  const { fresh, stale } = document.life;
  if (age >= 0 && age < fresh) return kept.value as T;
  if (age < 0 || age >= fresh + stale) return load(deps, document);
  return (await renew(deps, { kept, document })) ?? (kept.value as T);
}

/**
 * Asks for a document that lacks something, once a minute at most, so that nobody makes this
 * service press a provider. Returns null if it was asked for just now, or does not come.
 */
export async function renewKept<T>(deps: Deps, document: KeptDocument<T>): Promise<T | null> {
  const kept = documents.get(document.key);
  return kept === undefined ? null : renew(deps, { kept, document });
}

async function renew<T>(
  deps: Deps,
  { kept, document }: { kept: Kept; document: KeptDocument<T> },
): Promise<T | null> {
  const now = deps.clock();
  if (now - kept.askedAt < PAUSE) return null;
  kept.askedAt = now;
  try {
    return await load(deps, document);
  } catch (error) {
    deps.log.warn('provider_document_not_renewed', errorFields(error));
    return null;
  }
}

async function load<T>({ clock }: Deps, { key, load }: KeptDocument<T>): Promise<T> {
  const value = await load();
  const now = clock();
  // The oldest goes first; a new configuration may name others.
  documents.delete(key);
  for (const oldest of documents.keys()) {
    if (documents.size < MAX_KEPT) break;
    documents.delete(oldest);
  }
  documents.set(key, { value, fetchedAt: now, askedAt: now });
  return value;
}
