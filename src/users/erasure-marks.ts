import { DAY, SECOND } from '../shared/clock.ts';
import { keyedDigest } from '../shared/digest.ts';
import { orUnavailable } from '../shared/errors.ts';

/** A person who may have been erased: the id given by an import, and the normalised address. */
export type MarkedPerson = { id: string; emailNormalized: string };

/**
 * Seconds for which a mark is kept: long enough to finish a move from another system, its only use
 * (GDPR Art. 5(1)(e)).
 */
const TTL = (2 * 365 * DAY) / SECOND;
const PREFIX = 'erased:';
/** Keys per KV read (https://developers.cloudflare.com/kv/api/read-key-value-pairs/). */
const KEYS_A_READ = 100;

/** Records of erasures, so that an import does not silently undo one. */
export type ErasureMarks = ReturnType<typeof createErasureMarks>;

/**
 * Marks in KV: keyed digests of the id and the address, with no time and no other data. Checking
 * whether a person was erased takes a key and the person's id or address. The first key makes
 * marks; all keys find them. Methods throw `storage_unavailable`.
 */
export function createErasureMarks({ kv, keys }: { kv: KVNamespace; keys: readonly Uint8Array[] }) {
  const marksBy = (key: Uint8Array, { id, emailNormalized }: MarkedPerson) => [
    keyedDigest(key, 'id', id),
    keyedDigest(key, 'email', emailNormalized),
  ];

  async function findKept(marks: string[]): Promise<Set<string>> {
    const names = marks.map((mark) => PREFIX + mark);
    const found = new Set<string>();
    for (let at = 0; at < names.length; at += KEYS_A_READ) {
      const values = await orUnavailable(() => kv.get(names.slice(at, at + KEYS_A_READ), 'text'));
      for (const [name, value] of values) if (value !== null) found.add(name.slice(PREFIX.length));
    }
    return found;
  }

  return {
    /** The marks of a person about to be erased. They reveal nothing without the key. */
    marksOf: (person: MarkedPerson): string[] =>
      keys.slice(0, 1).flatMap((key) => marksBy(key, person)),

    async keep(marks: string[]): Promise<void> {
      await orUnavailable(() =>
        Promise.all(marks.map((mark) => kv.put(PREFIX + mark, '1', { expirationTtl: TTL }))),
      );
    },

    /** Whether any marks exist, made by any key. */
    async exist(): Promise<boolean> {
      const { keys: kept } = await orUnavailable(() => kv.list({ prefix: PREFIX, limit: 1 }));
      return kept.length > 0;
    },

    /** The ids of these people who were erased, matched by id or address. */
    async findErased(people: MarkedPerson[]): Promise<string[]> {
      const marked = people.map((person) => ({
        id: person.id,
        marks: keys.flatMap((key) => marksBy(key, person)),
      }));
      const kept = await findKept(marked.flatMap(({ marks }) => marks));
      return marked.filter(({ marks }) => marks.some((mark) => kept.has(mark))).map(({ id }) => id);
    },
  };
}
