import { knownCountry } from '../../http/place.ts';
import type { PageContext } from '../../kit/page-context.ts';
import type { RegistrationFacts } from '../../sign-up/verify-email.ts';
import { moment } from '../../words/dates.ts';

/**
 * When, in the reader's time zone, where and by which browser an address was registered: words of
 * our own lists only.
 */
export const RegistrationFactsView = ({
  page,
  registrations,
}: {
  page: PageContext;
  registrations: RegistrationFacts[];
}) => {
  const words = page.words.signUp.verify;
  return (
    <>
      {registrations.map(({ at, country, browser }) => (
        <dl class={registrations.length > 1 ? 'facts panel' : 'facts'}>
          <div>
            <dt>{words.when}</dt>
            <dd>{moment(at, page)}</dd>
          </div>
          <div>
            <dt>{words.where}</dt>
            <dd>{placeOf(page, country) ?? words.unknownPlace}</dd>
          </div>
          <div>
            <dt>{words.browser}</dt>
            <dd>{browser ?? words.unknownBrowser}</dd>
          </div>
        </dl>
      ))}
    </>
  );
};

function placeOf({ language }: PageContext, country: string | null): string | undefined {
  const code = knownCountry(country);
  if (code === null) return undefined;
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }).of(code);
}
