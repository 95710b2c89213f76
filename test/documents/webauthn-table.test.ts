import { describe, expect, it } from 'vitest';
import { faultOfLine, idsOf, readDemands } from '../support/demand-table.ts';

/** How many demands there are of each kind. */
const DEMANDS = {
  ...{ options: 7, new: 17, proof: 14, fido: 12, library: 11 },
  ...{ attack: 10, page: 10, name: 5, platform: 10, rule: 9 },
};
const ROWS = readDemands('test/webauthn/README.md');

describe('the table of what passkeys demand', () => {
  it('has every row once, in order', () => {
    expect(ROWS.map(({ id }) => id)).toEqual(idsOf(DEMANDS));
  });

  it.each(ROWS)('names tests that exist, or why there is none: $id', ({ lines }) => {
    expect(lines).not.toEqual([]);
    expect(lines.map(faultOfLine).filter((fault) => fault !== null)).toEqual([]);
  });

  it('finds a title, a case and a file that do not exist', () => {
    const title = 'is refused for any fault in its structure';
    for (const line of [
      '`flows/passkey-attacks` › is refused for any fault in its stricture',
      `\`flows/passkey-attacks\` › ${title} › a case of nothing`,
      `\`flows/passkey-defences\` › ${title}`,
      'flows/passkey-attacks',
      'No test:',
    ])
      expect([line, faultOfLine(line)]).toEqual([line, expect.any(String)]);
    expect(faultOfLine(`\`flows/passkey-attacks\` › ${title}`)).toBeNull();
  });
});
