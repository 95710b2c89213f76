import { described, Field, type FieldProps } from './field.tsx';

type InputProps = Omit<FieldProps, 'children'> & {
  value?: string | undefined;
  required?: boolean;
  autocomplete?: string;
};

/** A line of text. */
export const TextField = ({ value, required, autocomplete, ...field }: InputProps) => (
  <Field {...field}>
    <input
      class="in"
      id={field.name}
      name={field.name}
      type="text"
      value={value}
      autocomplete={autocomplete}
      required={required}
      {...described(field)}
    />
  </Field>
);

/** An email address. `username` lets password managers and passkeys know it as the account's name. */
export const EmailField = ({ value, required, autocomplete, ...field }: InputProps) => (
  <Field {...field}>
    <input
      class="in"
      id={field.name}
      name={field.name}
      type="email"
      value={value}
      autocomplete={autocomplete ?? 'username'}
      autocapitalize="none"
      spellcheck={false}
      dir="ltr"
      required={required}
      {...described(field)}
    />
  </Field>
);

/** A password with a button that shows it (without script there is none). Never has a value. */
export const PasswordField = ({
  required,
  autocomplete = 'current-password',
  ...field
}: Omit<InputProps, 'value'>) => (
  <Field {...field}>
    <div class="peekable">
      <input
        class="in"
        id={field.name}
        name={field.name}
        type="password"
        autocomplete={autocomplete}
        required={required}
        {...described(field)}
      />
      <button
        class="peek"
        type="button"
        hidden
        aria-pressed="false"
        aria-controls={field.name}
        data-peek={field.page.words.common.hide}
      >
        {field.page.words.common.show}
        <span class="sr"> {field.label}</span>
      </button>
    </div>
  </Field>
);

/**
 * A code from a mail or an app: one field, so that it can be pasted and filled in. `length` counts
 * digits; the server drops spaces and dashes.
 */
export const CodeField = ({
  length = 6,
  ...field
}: Omit<InputProps, 'value' | 'autocomplete'> & { length?: number }) => (
  <Field {...field}>
    <input
      class="in code"
      id={field.name}
      name={field.name}
      type="text"
      inputmode="numeric"
      autocomplete="one-time-code"
      pattern="[0-9 \-]*"
      maxlength={length * 2}
      dir="ltr"
      required={field.required}
      {...described(field)}
    />
  </Field>
);
