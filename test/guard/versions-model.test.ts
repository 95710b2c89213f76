import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenChain } from '../../src/guard/guard-calls.ts';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { SignIns } from '../../src/guard/sign-ins.ts';
import { VersionStorage } from '../../src/guard/version-storage.ts';
import type { Pending } from '../../src/guard/versions.ts';
import { createParts, type Parts } from './create-parts.ts';
import { heldStories, stories, World } from './versions-world.ts';

const RUNS = 3000;
/** Milliseconds for so many on a busy machine; alone they take eight seconds. */
const LONG = 180_000;
/** Stories until the rarest fault shows. */
const RARE = 30_000;

/** Plays stories on the guard's own storage until one goes wrong. Returns what did. */
const search = (
  runs: number,
  mutate: (parts: Parts) => Parts = (parts) => parts,
  { told = stories, endOnFailure = false } = {},
) =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName('versions-model'), async (_, { storage }) => {
    const parts = mutate(createParts(new GuardTables(storage)));
    let wrong: string[] = [];
    const nothingWrong = fc.asyncProperty(told, async (story) => {
      const noted = await new World(parts, story.skew).play(story);
      if (noted.length > 0) wrong = noted;
      expect(noted).toEqual([]);
    });
    const found = await fc.check(nothingWrong, { numRuns: runs, seed: 12, endOnFailure });
    const { failed, counterexample, numRuns } = found;
    return { failed, numRuns, counterexample, wrong };
  });

describe('a user between D1, its lagging replica and the guard', { timeout: LONG }, () => {
  it('is answered for as it was at some moment of the request, whatever dies in between', async () => {
    const { failed, ...found } = await search(RUNS);
    expect(failed, JSON.stringify(found)).toBe(false);
  });

  it('is so too where the call that judges a token announces the change', async () => {
    const { failed, ...found } = await search(RUNS / 2, undefined, { told: heldStories });
    expect(failed, JSON.stringify(found)).toBe(false);
  });
});

/** Sees nothing that is pending. */
class Careless extends VersionStorage {
  override listPending(): Pending[] {
    return [];
  }
}

/** Forgets which change is pending: any commit ends any other. */
class Nameless extends VersionStorage {
  override insertPending(change: Pending, now: number): void {
    super.takePending('any');
    super.insertPending({ ...change, nonce: 'any' }, now);
  }
  override takePending(): Pending | null {
    return super.takePending('any');
  }
}

/** Knows no version, and so goes by the epoch of sign-ins alone. */
class Untaught extends Careless {
  override readKnown(): null {
    return null;
  }
}
class EpochAlone extends SignIns {
  override open(given: OpenChain) {
    return super.open({ ...given, from: 'primary' });
  }
}

function judgeByEpochAlone({ tables }: Parts): Parts {
  const parts = createParts(tables);
  const { account: user, epochs: account } = parts;
  const signIns = new EpochAlone({ ...parts, user, account, versions: new Untaught(tables) });
  return { ...parts, signIns };
}

const MUTANTS: [string, (parts: Parts) => Parts][] = [
  ['a guard that overlooks what is pending', ({ tables }) => createParts(tables, Careless)],
  ['a guard that tells changes apart by nothing', ({ tables }) => createParts(tables, Nameless)],
  ['D1 told before the guard', (parts) => ({ ...parts, toldFirst: 'D1' })],
  ['a judge of sign-ins by their epoch alone', judgeByEpochAlone],
];

describe('the model notices', { timeout: LONG }, () => {
  it.each(MUTANTS)('%s', async (_, mutate) => {
    // Nobody reads the story, so it need not be made shorter.
    const { failed } = await search(RARE, mutate, { endOnFailure: true });
    expect(failed).toBe(true);
  });
});
