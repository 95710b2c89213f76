/** What the example file has in place of a value that each checkout makes for itself. */
const TO_MAKE = 'generate';

/**
 * Returns the names of the secrets that `.dev.vars` still lacks: those that the example has made,
 * unless the file has a value of its own. `present` is the text of the file, null without one.
 */
export function findMissingSecrets(example: string, present: string | null): string[] {
  const wanted = [...example.matchAll(/^(\w+)=generate$/gm)].map(([, name = '']) => name);
  const given = valuesOf(present ?? '');
  return wanted.filter((name) => (given.get(name) ?? TO_MAKE) === TO_MAKE);
}

/** Returns the text of `.dev.vars` with these secrets, each in its place if the file names it. */
export function withSecrets(present: string | null, secrets: Record<string, string>): string {
  const lines = present === null ? [] : present.trimEnd().split('\n');
  for (const [name, value] of Object.entries(secrets)) {
    const line = `${name}='${value}'`;
    const at = lines.findIndex((one) => one.startsWith(`${name}=`));
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return `${lines.join('\n')}\n`;
}

/** Returns the names that a text of `NAME=value` lines sets. */
export const namesIn = (text: string): string[] => [...valuesOf(text).keys()];

function valuesOf(text: string): Map<string, string> {
  const lines = text.matchAll(/^(\w+)=(.*)$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value.trim()]));
}
