import { DAY, SECOND } from '../shared/clock.ts';
import { keyedDigest } from '../shared/digest.ts';
import { orUnavailable } from '../shared/errors.ts';

/** Somebody who may have been erased: the id that an import gives, and the normalised address. */
export type MarkedPerson = { id: string; emailNormalized: string };

/**
 * How long a mark is kept. Long enough for a move from another system to be over, and no longer, since it is kept for
 * nothing else (GDPR Art. 5(1)(e)).
 */
const TTL = (2 * 365 * DAY) / SECOND;
const PREFIX = 'erased:';
/** Keys that one read of KV takes (https://developers.cloudflare.com/kv/api/read-key-value-pairs/). */
const KEYS_A_READ = 100;

/** What is kept of an erasure, so that an import does not undo it unseen. */
export type ErasureMarks = ReturnType<typeof createErasureMarks>;

/**
 * Marks in KV: a keyed digest of the id and one of the address, and nothing beside them, neither when nor whose events were
 * left. Only who holds a key can tell whether somebody was erased, and must know whom to ask about. The first key makes
 * marks, all find them. Methods throw `storage_unavailable`.
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
    /** The marks of somebody who is about to be erased. They tell nothing without the key. */
    marksOf: (person: MarkedPerson): string[] =>
      keys.slice(0, 1).flatMap((key) => marksBy(key, person)),

    async keep(marks: string[]): Promise<void> {
      await orUnavailable(() =>
        Promise.all(marks.map((mark) => kv.put(PREFIX + mark, '1', { expirationTtl: TTL }))),
      );
    },

    /** Whether there are any marks at all, whoever's they are and whichever key made them. */
    async exist(): Promise<boolean> {
      const { keys: kept } = await orUnavailable(() => kv.list({ prefix: PREFIX, limit: 1 }));
      return kept.length > 0;
    },

    /** Of these people the ids of those who were erased, by id or by address. */
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
