import type { Answer } from '../http.ts';
import type { Finding } from '../invariant.ts';

/**
 * Uses a secret `width` times, all but one of them at once, and the last when they are over: one
 * may succeed. `keep` is called with the first success.
 */
export async function raceOf(
  width: number,
  use: () => Promise<Answer>,
  keep?: (answer: Answer) => void,
): Promise<Finding> {
  const answers = await Promise.all(Array.from({ length: width - 1 }, use));
  answers.push(await use());
  const good = answers.filter(({ status }) => status === 200);
  const judged = answers.filter(({ status }) => status !== 429).length;
  if (good[0] !== undefined) keep?.(good[0]);
  const measured = `${good.length} of ${judged} uses`;
  if (good.length < 2 && judged < 3)
    return { measured: `${measured}, the others rate limited`, pass: null };
  return { measured, pass: good.length === 1 };
}
