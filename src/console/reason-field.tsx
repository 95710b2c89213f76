import { TextField } from '../kit/inputs.tsx';
import { errorOf, type FieldError } from '../kit/notice.tsx';
import type { PageContext } from '../kit/page-context.ts';

/** What was typed into the form of an act, by field. */
export type Typed = Readonly<Record<string, string>>;

type ReasonFieldProps = { page: PageContext; id: string; typed: Typed; errors: FieldError[] };

/** Why an admin acts: at most 500 characters, as the API takes them. `id` is unique on the page. */
export const ReasonField = ({ page, id, typed, errors }: ReasonFieldProps) => (
  <TextField
    page={page}
    name="reason"
    id={id}
    label="Reason"
    hint="Only your team can read this."
    value={typed.reason}
    error={errorOf(errors, id)}
    maxlength={500}
    autocomplete="off"
  />
);
