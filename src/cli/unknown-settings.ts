import { isPattern, valuesOfPattern } from '../config/pattern-names.ts';
import { settings } from '../config/settings.ts';

/** Returns a sentence for each name that is no setting: a slip of it would have no effect. */
export function describeUnknown(names: Iterable<string>): string[] {
  return [...new Set(names)]
    .filter((name) => !isKnown(name))
    .map((name) => `${name} is no setting and has no effect: src/cli/README.md lists them all`);
}

const isKnown = (name: string): boolean =>
  Object.keys(settings).some((known) =>
    isPattern(known) ? name in valuesOfPattern(known, { [name]: 'set' }) : known === name,
  );
