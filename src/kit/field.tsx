import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

export type FieldProps = {
  page: PageContext;
  /** Name and, unless another is given, id of the control. */
  name: string;
  /** For a page with several fields of one name. */
  id?: string | undefined;
  label: string;
  hint?: Child;
  /** What is wrong and how to mend it. */
  error?: string | undefined;
  children: Child;
};

type DescribedProps = Pick<FieldProps, 'name' | 'id' | 'hint' | 'error'>;

/** Attributes of a control that tie it to its hint and its error. */
export function described({ name, id = name, hint, error }: DescribedProps) {
  const ids = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(error === undefined ? [] : [`${id}-err`]),
  ];
  return {
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
}

/** What is wrong with a control, above it. */
export const FieldErrorText = ({
  page,
  name,
  error,
}: Pick<FieldProps, 'page' | 'name'> & { error: string }) => (
  <p class="err" id={`${name}-err`}>
    <Icon name="warning" />
    <span>
      <span class="sr">{page.words.common.error}: </span>
      {error}
    </span>
  </p>
);

/** Label, hint, error, control: in this order, since a phone's keyboard covers what is below. */
export const Field = ({ page, name, id = name, label, hint, error, children }: FieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint !== undefined && (
      <div class="hint" id={`${id}-hint`}>
        {hint}
      </div>
    )}
    {error !== undefined && <FieldErrorText page={page} name={id} error={error} />}
    {children}
  </div>
);
