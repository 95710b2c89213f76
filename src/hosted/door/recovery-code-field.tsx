import { described, Field, type FieldProps } from '../../kit/field.tsx';

/** A recovery code: six groups of letters and digits. */
export const RecoveryCodeField = (about: Omit<FieldProps, 'name' | 'children'>) => {
  const field = { ...about, name: 'recovery_code' };
  return (
    <Field {...field}>
      <input
        class="in mono"
        id={field.name}
        name={field.name}
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        maxlength={100}
        dir="ltr"
        required
        {...described(field)}
      />
    </Field>
  );
};
