import type { Child } from 'hono/jsx';
import type { AdminUserView } from '../admin/admin-user-view.ts';
import { Button } from '../kit/button.tsx';
import { Form } from '../kit/form.tsx';
import { ErrorSummary, Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { ACT_WORDS, CONSOLE_ACTS, undoOf } from './acts.ts';
import { USERS } from './frame.tsx';

/** What the notice about an act remembers of it. */
type Said = Record<string, string | string[]>;

type DoneProps = {
  page: PageContext;
  said: Said;
  /** Who was acted on, as the page shows them. */
  user: Pick<AdminUserView, 'id' | 'roles'>;
  version: number;
};

/** Recorded for an act that is taken back by the button in its notice. */
const UNDOING = 'Taken back right after it was done.';

/** What was done just now, with a button that takes it back where there is one. */
export const Done = ({ page, said, user: { id, roles }, version }: DoneProps) => {
  const act = CONSOLE_ACTS.find((one) => one === said.act);
  if (act === undefined) return null;
  // The form has the version of now: it must not take back what another admin has done since.
  const isOvertaken = act === 'roles' && said.given !== roles.join(' ');
  const undo = isOvertaken ? null : undoOf(act, said as Record<string, string>);
  const hidden = { version: String(version), reason: UNDOING };
  return (
    <Notice kind="good" title={titleOf(act, said)}>
      <p>It’s in the history below, with your name and reason.</p>
      {undo !== null && (
        <Form
          page={page}
          action={`${USERS}/${id}`}
          id="undo"
          hidden={{ ...undo.fields, ...hidden, act: undo.act }}
        >
          <Button>{undo.button}</Button>
        </Form>
      )}
    </Notice>
  );
};

const titleOf = (act: (typeof CONSOLE_ACTS)[number], said: Said): string =>
  act === 'remove-factors' && said.identified !== undefined
    ? 'Their second steps are removed.'
    : ACT_WORDS[act].done;

/** After a proof: what somebody wanted to do waits for one more press. */
export const Waiting = () => (
  <Notice kind="good" title="That’s you. Now press the button again.">
    <p>We kept what you typed, and show the user as they are now.</p>
  </Notice>
);

/** Why nothing was done. */
export const Refused = ({ page, why }: { page: PageContext; why: Child }) => (
  <ErrorSummary page={page} title="Nothing was done">
    <p>{why}</p>
  </ErrorSummary>
);
