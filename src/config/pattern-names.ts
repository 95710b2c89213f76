const PLACE = '*';
/** An id in upper case, its hyphens as underscores. */
const ID = '[A-Z][A-Z0-9_]*';

/** Whether a name stands for many settings: one for each id. */
export const isPattern = (name: string): boolean => name.includes(PLACE);

/** Returns what is set of the settings that a name stands for, by their names. */
export function valuesOfPattern(pattern: string, given: object): Record<string, unknown> {
  const [before = '', after = ''] = pattern.split(PLACE);
  const form = new RegExp(`^${before}${ID}${after}$`);
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => form.test(name) && isSet(value)),
  );
}

/** An empty setting counts as not set. */
const isSet = (value: unknown): boolean => value !== undefined && value !== '';
