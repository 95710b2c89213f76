import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

/**
 * A rule of passwords. All but `server` are judged by the script too, while somebody types; see
 * `browser/estimate.ts`.
 */
export type PasswordRule = {
  kind: 'length' | 'lower' | 'upper' | 'digit' | 'symbol' | 'server';
  text: string;
  /** The least number of characters, of `length`. */
  min?: number;
};

type Of = {
  page: PageContext;
  /** The id of the password's field. */
  of: string;
};

/** The rules of a password, which tick as they are kept. */
export const Checks = ({ page, of, rules }: Of & { rules: PasswordRule[] }) => (
  <ul class="checks" data-checks={of}>
    {rules.map(({ kind, text, min }) => (
      <li data-rule={kind} data-min={min}>
        <Icon name="done" />
        <span>
          {text}
          {kind === 'server' ? (
            <span class="sr"> {page.words.kit.ruleLater}</span>
          ) : (
            <span class="sr" data-done hidden>
              {' '}
              {page.words.kit.ruleDone}
            </span>
          )}
        </span>
      </li>
    ))}
  </ul>
);

/** Four bars and a word, shown by the script. */
export const Strength = ({ page, of }: Of) => {
  const { strengthWeak, strengthFair, strengthGood, strengthStrong } = page.words.kit;
  return (
    <div
      class="split small"
      data-strength={of}
      data-words={[strengthWeak, strengthFair, strengthGood, strengthStrong].join('|')}
      hidden
    >
      <span class="bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <output for={of} />
    </div>
  );
};
