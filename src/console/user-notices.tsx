import { ErrorSummary, Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { ACT_WORDS, CONSOLE_ACTS } from './acts.ts';

/** What was done just now. */
export const Done = ({ act }: { act: string | string[] | undefined }) => {
  const known = CONSOLE_ACTS.find((one) => one === act);
  if (known === undefined) return null;
  return (
    <Notice kind="good" title={ACT_WORDS[known].done}>
      <p>It’s in the history below, with your name and reason.</p>
    </Notice>
  );
};

/** After a proof: what somebody wanted to do waits for one more press. */
export const Waiting = () => (
  <Notice kind="good" title="That’s you. Now press the button again.">
    <p>We kept what you typed, and show the user as they are now.</p>
  </Notice>
);

/** Why nothing was done. */
export const Refused = ({ page, why }: { page: PageContext; why: string }) => (
  <ErrorSummary page={page} title="Nothing was done">
    <p>{why}</p>
  </ErrorSummary>
);
