import { acceptedTags } from '../http/accepted-tags.ts';
import type { ClientInfo } from '../http/client-info.ts';
import { chooseLanguage, type Language } from './language.ts';

/** Returns the language that a request asked for: as chosen on our pages, else in the browser. */
export function askedLanguage({
  uiLocale,
  languages,
}: Pick<ClientInfo, 'uiLocale' | 'languages'>): Language | null {
  const chosen = uiLocale == null ? [] : [uiLocale];
  return chooseLanguage([...chosen, ...acceptedTags(languages ?? '')]);
}
