import { type FollowLetters, letterOf } from '../mail/dead-letter.ts';
import type { DeadLetterStore } from '../mail/dead-letter-store.ts';
import { type Log, orLog } from '../shared/log.ts';

/** Creates what consumers ask about messages that were put back: all others cost nothing. */
export function createFollowLetters({
  deadLetters,
  log,
}: {
  deadLetters: DeadLetterStore;
  log: Log;
}): FollowLetters {
  return {
    async isOver(body) {
      const letter = letterOf(body);
      if (letter === null) return false;
      return (await deadLetters.find(letter.id))?.turn !== letter.turn;
    },
    async settle(body) {
      const letter = letterOf(body);
      // The message must not come again for it: its work is done.
      if (letter !== null)
        await orLog(log, 'dead_letter_not_settled', deadLetters.remove(letter.id));
    },
  };
}
