import type { Child } from 'hono/jsx';
import type { PageSession } from '../../hosted/web/page-session.ts';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { TextField } from '../../kit/inputs.tsx';
import { ErrorSummary, errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { CLIENTS, ConsolePage } from '../frame.tsx';
import { mayAct } from '../gate.tsx';
import type { Typed } from '../reason-field.tsx';
import { NoClientActs } from './client-acts-view.tsx';
import { SettingsFields } from './settings-fields.tsx';

type ClientFormProps = {
  page: PageContext;
  session: PageSession;
  title: string;
  above: Child;
  /** First on the sheet: what this is about. */
  intro: Child;
  notice: Child;
  typed: Typed;
  errors: FieldError[];
  isWrong: boolean;
  action: string;
  hidden: Record<string, string>;
  /** The words of the button. */
  go: string;
  /** Where one goes who does nothing. */
  back: string;
};

/** A page with the settings of a client to fill in. Staff read why they cannot. */
export const ClientFormPage = (props: ClientFormProps) => {
  const { page, session, title, above, intro, notice, typed, errors, isWrong } = props;
  return (
    <ConsolePage {...{ page, session, title, above }} current={CLIENTS} wrong={isWrong}>
      {notice}
      <ErrorSummary page={page} errors={errors} />
      {mayAct(session) ? (
        <div class="panel flow">
          {intro}
          <Form page={page} action={props.action} hidden={props.hidden}>
            <SettingsFields page={page} typed={typed} errors={errors} />
            <TextField
              page={page}
              name="reason"
              label="Reason"
              hint="Only your team can read this."
              value={typed.reason}
              error={errorOf(errors, 'reason')}
              maxlength={500}
              autocomplete="off"
            />
            <div class="btns">
              <Button look="go">{props.go}</Button>
              <LinkButton look="text" href={props.back}>
                Cancel
              </LinkButton>
            </div>
          </Form>
        </div>
      ) : (
        <NoClientActs />
      )}
    </ConsolePage>
  );
};
