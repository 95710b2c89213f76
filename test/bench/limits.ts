/** Milliseconds of CPU that starting may take: issue 19. Cloudflare refuses a Worker above 1 s. */
export const MOST_START = 100;

/** What a first use loads, and no start: as paths of the bundle begin or contain. */
export const LOADED_LATER: Record<string, string> = {
  WebAuthn: 'node_modules/@simplewebauthn/server/',
  'the estimator of passwords': 'node_modules/@zxcvbn-ts/core/',
  'mail by SMTP': 'node_modules/nodemailer/',
  Sentry: 'node_modules/@sentry/cloudflare/',
};

/**
 * Returns what several starts of the Worker cost more than those of an empty one, in milliseconds.
 * The least of each counts: what else the machine does only adds to it.
 */
export const costOfStart = (own: readonly number[], empty: readonly number[]): number =>
  Math.min(...own) - Math.min(...empty);

/** Returns what is wrong with the CPU milliseconds of starting. None at all were not measured. */
export function judgeStart(cost: number): string[] {
  if (cost <= 0) return ['the profile of the start is empty'];
  if (cost <= MOST_START) return [];
  return [`starting takes ${cost.toFixed(1)} ms of CPU, and may take ${MOST_START}`];
}

/**
 * Returns which of {@link LOADED_LATER} is loaded at start, or is not in the bundle at all: then
 * its name is out of date, and nothing was proved.
 */
export function judgeLoading(all: ReadonlySet<string>, atStart: ReadonlySet<string>): string[] {
  const has = (files: ReadonlySet<string>, part: string) =>
    [...files].some((file) => file.includes(part));
  return Object.entries(LOADED_LATER).flatMap(([name, part]) => {
    if (!has(all, part)) return [`${name} (${part}) is not in the bundle`];
    return has(atStart, part) ? [`${name} (${part}) is loaded at start`] : [];
  });
}

/** Returns that requests failed, by name: their figures are those of something else. */
export const judgeFailures = (failures: Readonly<Record<string, number>>): string[] =>
  Object.entries(failures)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} requests of ${name} failed`);
