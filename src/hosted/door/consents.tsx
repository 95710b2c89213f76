import type { Child } from 'hono/jsx';
import { errorOf, type FieldError } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { Tick } from '../../kit/tick.tsx';
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
    <Tick
      page={page}
      name={name}
      value="yes"
      checked={isTicked ?? false}
      error={errorOf(errors, name)}
      required
    >
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
