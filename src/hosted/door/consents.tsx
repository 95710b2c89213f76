import type { Child } from 'hono/jsx';
import { Icon } from '../../kit/icon.tsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { rich } from '../../words/rich.tsx';

type ConsentsProps = {
  page: PageContext;
  ticked: { terms?: boolean; privacy?: boolean };
  errors: FieldError[];
};

/** What somebody agrees to who creates an account: what the company has a page for. */
export const Consents = ({ page, ticked, errors }: ConsentsProps) => {
  const { brand, words } = page;
  if (brand.termsUrl === null && brand.privacyUrl === null) return null;
  const link = (href: string) => (text: string) => (
    <a href={href} target="_blank" rel="noopener">
      {text}
    </a>
  );
  const tick = (name: string, isTicked: boolean | undefined, children: Child) => (
    <Tick page={page} name={name} checked={isTicked ?? false} error={errorOf(errors, name)}>
      {children}
    </Tick>
  );
  return (
    <fieldset>
      <legend class="sr">{words.signUp.consent}</legend>
      {brand.termsUrl !== null &&
        tick('terms_accepted', ticked.terms, rich(words.signUp.terms, { a: link(brand.termsUrl) }))}
      {brand.privacyUrl !== null &&
        tick(
          'privacy_policy_accepted',
          ticked.privacy,
          rich(words.signUp.privacy, { a: link(brand.privacyUrl) }),
        )}
    </fieldset>
  );
};

const Tick = ({
  page,
  name,
  checked,
  error,
  children,
}: {
  page: PageContext;
  name: string;
  checked: boolean;
  error: string | undefined;
  children: Child;
}) => (
  <>
    {error !== undefined && (
      <p class="err" id={`${name}-err`}>
        <Icon name="warning" />
        <span>
          <span class="sr">{page.words.common.error}: </span>
          {error}
        </span>
      </p>
    )}
    <label class="tick">
      <input
        type="checkbox"
        id={name}
        name={name}
        value="yes"
        checked={checked}
        required
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={error === undefined ? undefined : `${name}-err`}
      />
      <span>{children}</span>
    </label>
  </>
);
