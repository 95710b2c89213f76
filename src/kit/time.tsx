import type { Child } from 'hono/jsx';
import { toIso } from '../shared/clock.ts';

/** A time in words (of `words/dates.ts`), and for machines. `at` is in epoch milliseconds. */
export const Time = ({ at, children }: { at: number; children: Child }) => (
  <time datetime={toIso(at)}>{children}</time>
);
