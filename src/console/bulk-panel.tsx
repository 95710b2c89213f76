import type { AdminUserView } from '../admin/admin-user-view.ts';
import { BULK_ACTS, MOST_USERS } from '../bulk/bulk-job.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { Button } from '../kit/button.tsx';
import { Form } from '../kit/form.tsx';
import { Select } from '../kit/inputs.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import { BULK_WORDS, usersInWords } from './bulk-words.ts';
import { JOBS, USERS } from './frame.tsx';
import { mayAct } from './gate.tsx';
import { type Asked, listPath } from './read-query.ts';
import { nameOfUser } from './user-words.tsx';

/** Boxes of users are named this and the id: of several fields of one name only the last counts. */
export const PICK = 'pick-';
const FORM = 'bulk';

/** Chooses somebody for the {@link BulkPanel}. */
export const Pick = ({ user }: { user: AdminUserView }) => (
  <label class="tick">
    <input type="checkbox" name={PICK + user.id} form={FORM} />
    <span class="sr">
      Choose <bdi>{nameOfUser(user)}</bdi>
    </span>
  </label>
);

type BulkPanelProps = { page: PageContext; session: PageSession; asked: Asked };

/** What an admin can do to those who are chosen, or to all whom the search finds. */
export const BulkPanel = ({ page, session, asked }: BulkPanelProps) =>
  mayAct(session) ? (
    <Panel id="many" title="Act on many users">
      <Form page={page} action={JOBS} hidden={{ search: listPath(USERS, asked) }} id={FORM}>
        <p class="hint">
          Nothing happens yet: the next page shows who it would be. A job is for at most{' '}
          {usersInWords(MOST_USERS)}.
        </p>
        <Select
          page={page}
          name="act"
          label="What to do"
          options={BULK_ACTS.map((value) => ({ value, label: BULK_WORDS[value].title }))}
        />
        <div class="btns">
          <Button name="of" value="picked">
            Review the chosen
          </Button>
          <Button name="of" value="search">
            Review all that this search finds
          </Button>
        </div>
      </Form>
    </Panel>
  ) : null;
