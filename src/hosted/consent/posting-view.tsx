import { createHash } from 'node:crypto';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { hostOf } from './leaving-view.tsx';

/** Has no character that HTML would escape. */
const SCRIPT = 'document.forms.answer.submit()';
/** The source that a policy knows it by (CSP 3 §6.7.2.1). */
export const POSTING_SCRIPT = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

/**
 * Posts an answer to a client by itself, or by its button where scripts do not run. `to` is a
 * redirect URI that the client registered.
 */
export const Posting = (props: {
  page: PageContext;
  to: string;
  fields: Record<string, string>;
}) => {
  const { page, to, fields } = props;
  const { common, consent } = page.words;
  const host = hostOf(to);
  return (
    <Door page={page} title={common.goingOn}>
      <div class="flow">
        <h1>{common.goingOn}</h1>
        <p>{host === null ? consent.goingToApp : common.goingOnTo(host)}</p>
        <form id="answer" class="flow" method="post" action={to}>
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <div class="btns">
            <Button look="go">{common.goOn}</Button>
          </div>
        </form>
      </div>
      <script>{SCRIPT}</script>
    </Door>
  );
};
