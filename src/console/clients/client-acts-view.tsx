import { Button } from '../../kit/button.tsx';
import { Form } from '../../kit/form.tsx';
import { Select, TextField } from '../../kit/inputs.tsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Act, Panel } from '../../kit/panel.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { fromIso } from '../../shared/clock.ts';
import { shortMoment } from '../../words/dates.ts';
import { CLIENTS } from '../frame.tsx';
import { ReasonField, type Typed } from '../reason-field.tsx';
import { CLIENT_ACT_WORDS, type ClientAct, clientActsFor } from './client-acts.ts';

export type ClientActsProps = {
  page: PageContext;
  client: ClientView;
  /** What was typed, into the form of `typed.act`, which is open. */
  typed: Typed;
  errors: FieldError[];
};

/** The version of a client: when it was changed last, in epoch milliseconds. */
export const versionOf = ({ updated_at: at }: ClientView): string => String(fromIso(at));

/** What an admin can do to a client, each with its consequence. */
export const ClientActsPanel = ({ typed, ...about }: ClientActsProps) => (
  <Panel id="acts" title="Actions">
    <p class="hint">Each one is written into the history with your name and reason.</p>
    <div>
      {clientActsFor(about.client).map((act) => (
        <Act title={CLIENT_ACT_WORDS[act].title} group="act" open={typed.act === act}>
          <ActForm act={act} {...about} typed={typed.act === act ? typed : {}} />
        </Act>
      ))}
    </div>
  </Panel>
);

/** The same for staff, who are told why there is nothing to press. */
export const NoClientActs = () => (
  <Panel id="acts" title="Actions">
    <p>You’re staff: you can read everything here, but not change it. Ask an admin to do it.</p>
  </Panel>
);

const ActForm = ({ act, ...about }: ClientActsProps & { act: ClientAct }) => {
  const { page, client, typed, errors } = about;
  const { title, what, look } = CLIENT_ACT_WORDS[act];
  const [reason, name] = [`${act}-reason`, `${act}-name`];
  return (
    <Form
      page={page}
      action={`${CLIENTS}/${client.client_id}`}
      hidden={{ act, version: versionOf(client) }}
      id={`act-${act}`}
    >
      <p>{what}</p>
      {act === 'rotate' && <KeptSecret {...about} />}
      {act === 'remove' && (
        <TextField
          page={page}
          name="name"
          id={name}
          label="Its name"
          hint="Type it, to be sure which client you delete."
          value={typed.name}
          error={errorOf(errors, name)}
          autocomplete="off"
          required
        />
      )}
      <ReasonField page={page} id={reason} typed={typed} errors={errors} />
      <Button look={look}>{title}</Button>
    </Form>
  );
};

/** Which of the secrets before stays good. */
const KeptSecret = ({ page, client, typed }: ClientActsProps) => {
  const [newest, oldest] = client.secrets.map(({ created_at: at }) =>
    shortMoment(fromIso(at), page),
  );
  const options = [
    { value: 'newest', label: `Keep that of ${newest} until the next renewal` },
    { value: 'oldest', label: `Keep that of ${oldest}; nobody got the one of ${newest}` },
    { value: 'none', label: 'End all former ones now: somebody else may know them' },
  ];
  return (
    <Select
      page={page}
      name="keep"
      label="Secrets before it"
      value={typed.keep}
      options={options.filter(({ value }) => value !== 'oldest' || oldest !== undefined)}
    />
  );
};
