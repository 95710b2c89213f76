import { described, Field } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { type PasswordRules, type RuleInWords, rulesInWords } from './password-words.ts';

type NewPasswordProps = {
  page: PageContext;
  name: string;
  label: string;
  rules: PasswordRules;
  error?: string | undefined;
};

/**
 * A password to be chosen, with its rules above it, so that they are read before one is broken. The
 * script ticks those that it can judge, and shows how strong the password looks.
 */
export const NewPasswordField = ({ page, name, label, rules, error }: NewPasswordProps) => {
  const { common } = page.words;
  const hint = <Rules page={page} name={name} rules={rulesInWords(page.words, rules)} />;
  return (
    <Field page={page} name={name} label={label} error={error} hint={hint}>
      <div class="peekable">
        <input
          class="in"
          id={name}
          name={name}
          type="password"
          autocomplete="new-password"
          required
          {...described({ name, hint, error })}
        />
        <button
          class="peek"
          type="button"
          hidden
          aria-pressed="false"
          aria-controls={name}
          data-peek={common.hide}
        >
          {common.show}
          <span class="sr"> {label}</span>
        </button>
      </div>
      <Strength page={page} name={name} />
    </Field>
  );
};

const Rules = ({
  page,
  name,
  rules,
}: Pick<NewPasswordProps, 'page' | 'name'> & { rules: RuleInWords[] }) => (
  <ul class="checks" data-checks={name}>
    {rules.map(({ rule, least, text }) => (
      <li data-rule={rule} data-min={least}>
        <Icon name="done" />
        <span>
          {text}
          <span class="sr" data-done hidden>
            {' '}
            {page.words.password.rules.met}
          </span>
        </span>
      </li>
    ))}
  </ul>
);

const Strength = ({ page, name }: Pick<NewPasswordProps, 'page' | 'name'>) => {
  const { weak, fair, good, strong } = page.words.password.strength;
  return (
    <div
      class="split small"
      hidden
      data-strength={name}
      data-words={[weak, fair, good, strong].join('|')}
    >
      <span class="bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <output for={name} />
    </div>
  );
};
