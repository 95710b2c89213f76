import { described, Field, type FieldProps } from './field.tsx';

type TextAreaProps = Omit<FieldProps, 'children'> & {
  value?: string | undefined;
  rows?: number;
  /** For a text that is there to be copied. */
  readonly?: boolean;
};

/** Several lines of what a program reads: left to right, nothing corrected. */
export const TextArea = ({ value = '', rows = 3, readonly, ...field }: TextAreaProps) => (
  <Field {...field}>
    <textarea
      class="in mono small"
      id={field.id ?? field.name}
      name={readonly === true ? undefined : field.name}
      rows={rows}
      readonly={readonly}
      spellcheck={false}
      autocomplete="off"
      autocapitalize="none"
      dir="ltr"
      {...described(field)}
    >
      {value}
    </textarea>
  </Field>
);
