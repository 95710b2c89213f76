import { LANGUAGES, type Language, NAMES } from '../words/language.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

/** Languages, and the company's links for help, terms and privacy. */
export const Foot = ({ page }: { page: PageContext }) => {
  const { brand, words } = page;
  return (
    <footer class="foot">
      <Languages page={page} />
      {brand.supportUrl !== null && <a href={brand.supportUrl}>{words.common.help}</a>}
      {brand.termsUrl !== null && <a href={brand.termsUrl}>{words.common.terms}</a>}
      {brand.privacyUrl !== null && <a href={brand.privacyUrl}>{words.common.privacy}</a>}
    </footer>
  );
};

const Languages = ({ page }: { page: PageContext }) => {
  if (LANGUAGES.length === 1) return null;
  return (
    <details class="menu">
      <summary>
        <span class="sr">{page.words.common.language} </span>
        <Icon name="globe" />
        {NAMES[page.language]}
      </summary>
      <ul>
        {LANGUAGES.map((language) => (
          <li>
            <a
              href={inLanguage(page.here, language)}
              lang={language}
              hreflang={language}
              aria-current={language === page.language ? 'true' : undefined}
            >
              {NAMES[language]}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
};

function inLanguage(here: string, language: Language): string {
  const url = new URL(here, 'http://page');
  url.searchParams.set('ui_locales', language);
  return url.pathname + url.search;
}
