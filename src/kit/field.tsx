import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

export type FieldProps = {
  page: PageContext;
  /** Name and id of the control. */
  name: string;
  label: string;
  hint?: Child;
  /** What is wrong and how to mend it. */
  error?: string | undefined;
  children: Child;
};

/** Attributes of a control that tie it to its hint and its error. */
export function described({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>) {
  const ids = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(error === undefined ? [] : [`${name}-err`]),
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
export const Field = ({ page, name, label, hint, error, children }: FieldProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    {hint !== undefined && (
      <div class="hint" id={`${name}-hint`}>
        {hint}
      </div>
    )}
    {error !== undefined && <FieldErrorText page={page} name={name} error={error} />}
    {children}
  </div>
);
