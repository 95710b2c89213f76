import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsOf } from '../../src/console/keys/commands.ts';

const TOLD = readFileSync('src/cli/README.md', 'utf8');

it.each(Object.values(commandsOf('production')))(
  'the document of keys tells `%s` too',
  (command) => {
    expect(TOLD).toContain(command);
  },
);
