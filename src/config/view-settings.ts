import type * as z from 'zod';
import type { SettingSubject, SettingView } from '../console/settings/setting-view.ts';
import { describedOf } from './kinds.ts';
import { isPattern, valuesOfPattern } from './pattern-names.ts';
import { SUBJECTS } from './settings.ts';

/** Settings in force that are no default of the schema but follow from others, by name. */
export type Derived = Readonly<Record<string, string>>;

/**
 * Returns every setting with what is in force. Of a secret it says whether it is set, and nothing
 * else: no length, no beginning, no digest. Other values lose what may be a credential in a URL.
 */
export function viewSettings(given: object, derived: Derived = {}): SettingSubject[] {
  const values = given as Record<string, unknown>;
  return Object.entries(SUBJECTS).map(([subject, rules]) => ({
    subject,
    settings: Object.entries(rules).flatMap(([name, rule]) =>
      namesOf(name, given).map((each) =>
        viewOf(each, rule, { given: values[each], derived: derived[each] }),
      ),
    ),
  }));
}

/** The settings that a name stands for; itself, if none of them is set. */
function namesOf(name: string, given: object): string[] {
  const names = isPattern(name) ? Object.keys(valuesOfPattern(name, given)) : [];
  return names.length === 0 ? [name] : names;
}

function viewOf(
  name: string,
  rule: z.ZodType,
  { given, derived }: { given: unknown; derived: string | undefined },
): SettingView {
  const { secret, unit, description, default: fallback } = describedOf(rule);
  // As the configuration reads it: empty is not set.
  const isSet = given !== undefined && given !== '';
  const value = isSet ? given : (fallback ?? derived);
  const isNone = value === undefined || value === '';
  return {
    name,
    origin: isSet ? 'set' : isNone ? 'none' : 'default',
    value: secret === true || isNone ? null : withoutCredentials(String(value)),
    isSecret: secret === true,
    unit: unit ?? null,
    meaning: description ?? '',
  };
}

const HIDDEN = '(hidden)';

/**
 * Hides user and password, query and fragment of every URL in a text. What stands before an `@` may
 * have commas, quotes and spaces, at which URLs of a list end.
 */
function withoutCredentials(text: string): string {
  return text.replaceAll(
    /([a-z][a-z\d+.-]*:\/\/)([^/?#]*@)?([^\s,"]*)/gi,
    (_, scheme: string, login: string | undefined, rest: string) => {
      const [place = '', ...asked] = rest.split(/[?#]/);
      const bare = login === undefined ? place : `${HIDDEN}@${place}`;
      return `${scheme}${bare}${asked.length === 0 ? '' : `?${HIDDEN}`}`;
    },
  );
}
