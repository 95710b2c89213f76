import { TextField } from '../../kit/inputs.tsx';
import { errorOf } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Problems } from './problems.tsx';

type LabelFieldProps = Pick<Problems, 'errors'> & {
  page: PageContext;
  label: string;
  hint: string;
  typed: string;
};

/** What the person calls a passkey or an app. */
export const LabelField = ({ page, label, hint, typed, errors = [] }: LabelFieldProps) => (
  <TextField
    page={page}
    name="label"
    label={label}
    hint={hint}
    value={typed}
    error={errorOf(errors, 'label')}
    autocomplete="off"
  />
);
