import type { UserDetails } from '../admin/view-users.ts';
import { Button } from '../kit/button.tsx';
import { Form } from '../kit/form.tsx';
import { TextField } from '../kit/inputs.tsx';
import { errorOf, type FieldError } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Act, Panel } from '../kit/panel.tsx';
import { Tick } from '../kit/tick.tsx';
import { ACT_WORDS, actsFor, type ConsoleAct } from './acts.ts';
import { USERS } from './frame.tsx';
import { ReasonField, type Typed } from './reason-field.tsx';
import { ROLE_NAMES } from './user-words.tsx';

type ActsProps = {
  page: PageContext;
  user: UserDetails;
  /** Of the user as shown. */
  version: number;
  /** What was typed, into the form of `typed.act`, which is open. */
  typed: Typed;
  errors: FieldError[];
  /** Epoch milliseconds. */
  now: number;
};

/** What an admin can do to a user, each with its consequence. One is open at a time. */
export const ActsPanel = ({ typed, ...about }: ActsProps) => {
  const offered = actsFor(about.user, about.now);
  return (
    <Panel id="acts" title="Actions">
      <p class="hint">Each one is written into the history with your name and reason.</p>
      <div>
        {offered.map((act) => (
          <Act title={ACT_WORDS[act].title} group="act" open={typed.act === act}>
            <ActForm act={act} {...about} typed={typed.act === act ? typed : {}} />
          </Act>
        ))}
      </div>
    </Panel>
  );
};

/** The same for staff, who are told why there is nothing to press. */
export const NoActs = () => (
  <Panel id="acts" title="Actions">
    <p>
      You’re staff: you can read everything here, but not change it. Ask an admin to do it, or to
      make you an admin.
    </p>
  </Panel>
);

type ActFormProps = ActsProps & { act: ConsoleAct };

const ActForm = ({ act, ...about }: ActFormProps) => {
  const { page, user, version, typed, errors } = about;
  const { title, what, look } = ACT_WORDS[act];
  const reason = idOf(act, 'reason');
  return (
    <Form
      page={page}
      action={`${USERS}/${user.id}`}
      hidden={{ act, version: String(version) }}
      id={`act-${act}`}
    >
      <p>{what}</p>
      <Special act={act} {...about} />
      <ReasonField page={page} id={reason} typed={typed} errors={errors} />
      <Button look={look}>{title}</Button>
    </Form>
  );
};

/** The id of a field: each act has one of its name. */
export const idOf = (act: ConsoleAct, field: string): string => `${act}-${field}`;

/** What an act asks beside the reason. */
const Special = ({ act, ...about }: ActFormProps) => {
  const { page, typed, errors } = about;
  const { sure } = ACT_WORDS[act];
  if (act === 'roles') return <RoleTicks {...about} />;
  if (act === 'remove-factors')
    return (
      <Tick page={page} name="identified" checked={typed.identified !== undefined}>
        I’ve made sure that the owner asked. Remove them at once.
      </Tick>
    );
  if (act === 'erase')
    return (
      <TextField
        page={page}
        name="address"
        id={idOf(act, 'address')}
        label="Their email address"
        hint="Type it, to be sure whose account you erase."
        value={typed.address}
        error={errorOf(errors, idOf(act, 'address'))}
        autocomplete="off"
        required
      />
    );
  if (sure === undefined) return null;
  const id = idOf(act, 'sure');
  const isTicked = typed.sure !== undefined;
  return (
    <Tick page={page} name="sure" id={id} checked={isTicked} error={errorOf(errors, id)} required>
      {sure}
    </Tick>
  );
};

const RoleTicks = ({ page, user, typed }: Pick<ActsProps, 'page' | 'user' | 'typed'>) => (
  <fieldset>
    <legend class="sr">Roles</legend>
    {(['staff', 'admin'] as const).map((role) => (
      <Tick
        page={page}
        name={role}
        checked={typed.act === 'roles' ? typed[role] !== undefined : user.roles.includes(role)}
      >
        {ROLE_NAMES[role]}
      </Tick>
    ))}
  </fieldset>
);
