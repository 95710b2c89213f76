const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm;

/**
 * Judges the changelog of a version that is about to be released, in the form of Keep a Changelog:
 * the version has a dated section with entries, the newest one, and nothing waits under
 * "Unreleased". Returns what is wrong, or null.
 */
export function judgeChangelog(text: string, version: string): string | null {
  const [waiting, newest] = sectionsOf(text);
  if (waiting?.name !== 'Unreleased') return 'CHANGELOG.md does not begin with [Unreleased]';
  if (waiting.body !== '') return 'CHANGELOG.md has entries under [Unreleased]';
  if (newest?.name !== version) return `CHANGELOG.md has no newest section [${version}]`;
  if (newest.date === undefined) return `[${version}] of CHANGELOG.md has no date`;
  return newest.body === '' ? `[${version}] of CHANGELOG.md has no entries` : null;
}

function sectionsOf(text: string): { name: string; date: string | undefined; body: string }[] {
  const heads = [...text.matchAll(HEADING)];
  return heads.map((head, index) => ({
    name: head[1] ?? '',
    date: head[2],
    body: text.slice(head.index + head[0].length, heads[index + 1]?.index).trim(),
  }));
}
