import type { JSX } from 'hono/jsx/jsx-runtime';
import { described, Field, type FieldProps } from './field.tsx';

type InputProps = Omit<FieldProps, 'children'> & {
  value?: string | undefined;
  required?: boolean;
  autocomplete?: string;
};

type ControlProps = JSX.IntrinsicElements['input'] & {
  of: Pick<FieldProps, 'name' | 'id' | 'hint' | 'error'>;
  look?: string;
};

/** The control of a field, tied to its hint and its error. */
const Control = ({ of, look = 'in', ...attributes }: ControlProps) => (
  <input class={look} id={of.id ?? of.name} name={of.name} {...attributes} {...described(of)} />
);

/** A line of text. */
export const TextField = ({
  value,
  required,
  autocomplete,
  maxlength,
  ...field
}: InputProps & { maxlength?: number }) => (
  <Field {...field}>
    <Control of={field} type="text" {...{ value, autocomplete, maxlength, required }} />
  </Field>
);

/**
 * An email address. `username` lets password managers and passkeys know it as the account's name.
 */
export const EmailField = ({ value, required, autocomplete, ...field }: InputProps) => (
  <Field {...field}>
    <Control
      of={field}
      type="email"
      value={value}
      autocomplete={autocomplete ?? 'username'}
      autocapitalize="none"
      spellcheck={false}
      dir="ltr"
      required={required}
    />
  </Field>
);

export type PasswordProps = Omit<InputProps, 'value'>;

/** A password with a button that shows it (without script there is none). Never has a value. */
export const PasswordField = ({
  required,
  autocomplete = 'current-password',
  ...field
}: PasswordProps) => (
  <Field {...field}>
    <Peekable {...field} required={required ?? false} autocomplete={autocomplete} />
  </Field>
);

/** The control of a password, which reads from left to right, whatever the page does. */
export const Peekable = ({ required, autocomplete, ...field }: PasswordProps) => (
  <div class="peekable" dir="ltr">
    <Control of={field} type="password" autocomplete={autocomplete} required={required} />
    <button class="peek" type="button" hidden aria-pressed="false" aria-controls={field.name}>
      {field.page.words.common.show}
      <span class="sr"> {field.label}</span>
    </button>
  </div>
);

type CodeFieldProps = Omit<InputProps, 'value' | 'autocomplete'> & {
  length?: number;
  /** Whether the code has letters too, as recovery codes have; those come from no mail or app. */
  letters?: boolean;
};

/**
 * A code from a mail or an app: one field, so that it can be pasted and filled in. `length` counts
 * its characters; the server drops spaces and dashes.
 */
export const CodeField = ({ length = 6, letters = false, ...field }: CodeFieldProps) => (
  <Field {...field}>
    <Control
      of={field}
      look={letters ? 'in w20' : 'in code'}
      type="text"
      inputmode={letters ? 'text' : 'numeric'}
      autocomplete={letters ? 'off' : 'one-time-code'}
      autocapitalize={letters ? 'characters' : undefined}
      spellcheck={false}
      pattern={letters ? undefined : '[0-9 \\-]*'}
      maxlength={length * 2}
      dir="ltr"
      required={field.required}
    />
  </Field>
);

type SelectProps = Omit<InputProps, 'autocomplete'> & {
  options: { value: string; label: string; lang?: string }[];
};

/** One of several. As wide as its answers. */
export const Select = ({ value, required, options, ...field }: SelectProps) => (
  <Field {...field}>
    <select
      class="in auto"
      id={field.name}
      name={field.name}
      required={required}
      {...described(field)}
    >
      {options.map((option) => (
        <option value={option.value} lang={option.lang} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  </Field>
);
