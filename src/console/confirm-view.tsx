import type { SeenDraft } from '../bulk/view-jobs.ts';
import { Address } from '../kit/address.tsx';
import { Button, LinkButton } from '../kit/button.tsx';
import { Form } from '../kit/form.tsx';
import { TextField } from '../kit/inputs.tsx';
import { errorOf, type FieldError, Notice } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Panel } from '../kit/panel.tsx';
import type { UserRecord } from '../users/user-directory-store.ts';
import { BULK_WORDS, leftOutInWords, usersInWords } from './bulk-words.ts';
import { JOBS, USERS } from './frame.tsx';
import { Person } from './job-person.tsx';

export type ConfirmProps = {
  page: PageContext;
  seen: SeenDraft;
  typed: { reason?: string | undefined };
  errors: FieldError[];
};

/** What would be done to whom, before it is. */
export const Confirm = (props: ConfirmProps) => {
  const { job, people } = props.seen;
  const leftOut = leftOutInWords(job.leftOut);
  return (
    <>
      {job.leftOut.more !== undefined && (
        <Notice kind="warn" title="The search finds more users than a job may have">
          <p>These are the first of the list. Search again afterwards for the rest.</p>
        </Notice>
      )}
      <Panel id="confirm" title={usersInWords(job.userIds.length)}>
        {job.userIds.length === 0 ? (
          <>
            <p>Nobody is left to do this to.</p>
            <LeftOut lines={leftOut} />
            <div class="btns">
              <LinkButton href={USERS}>Back to the users</LinkButton>
            </div>
          </>
        ) : (
          <>
            <p>{BULK_WORDS[job.act].what}</p>
            <LeftOut lines={leftOut} />
            <StartForm {...props} />
          </>
        )}
      </Panel>
      {job.userIds.length > 0 && (
        <Panel id="who" title="Who">
          <p class="hint">Exactly these, even if others match the search later.</p>
          <ul>
            {job.userIds.map((id) => (
              <li>
                <Person id={id} people={people} /> <AddressOf of={people.get(id)} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
};

const AddressOf = ({ of: user }: { of: UserRecord | undefined }) =>
  user === undefined ? null : <Address of={user.email} />;

const LeftOut = ({ lines }: { lines: string[] }) =>
  lines.length === 0 ? null : (
    <>
      <p>Left out:</p>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </>
  );

const StartForm = ({ page, seen: { job }, typed, errors }: ConfirmProps) => (
  <Form page={page} action={`${JOBS}/${job.id}`}>
    <TextField
      page={page}
      name="reason"
      label="Reason"
      hint="It’s written into the history of each of them. Only your team can read it."
      value={typed.reason}
      error={errorOf(errors, 'reason')}
      maxlength={500}
      autocomplete="off"
      required
    />
    <div class="btns">
      <Button look={BULK_WORDS[job.act].look} name="do" value="start">
        {BULK_WORDS[job.act].title}
      </Button>
      <LinkButton href={USERS}>Cancel</LinkButton>
    </div>
  </Form>
);
