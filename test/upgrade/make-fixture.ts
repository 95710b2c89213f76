import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createOldClient } from './ask-old.ts';
import { dumpStorage } from './dump-storage.ts';
import { makePeople } from './make-people.ts';
import { startOldService } from './old-service.ts';

// `node test/upgrade/make-fixture.ts <commit>`: writes `fixtures/<commit>.json`, made by the
// service as it was at that commit. Run it by Node 24 (`npm exec -- node …`).
const [commit] = process.argv.slice(2);
if (commit === undefined) {
  console.error('Name the commit: npm exec -- node test/upgrade/make-fixture.ts 6e89d6a');
  process.exit(2);
}
const folder = path.join(tmpdir(), `latchkey-${commit}`);
const service = await startOldService(commit, folder);
try {
  const client = createOldClient(service.url);
  const people = await makePeople(client, {
    promote: (email) => service.admin('promote', email),
    now: service.now,
  });
  const now = service.now();
  await service.stop();
  const settings = readSettings(path.join(folder, '.dev.vars'));
  const storage = dumpStorage(service);
  const file = path.join(import.meta.dirname, 'fixtures', `${commit}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ commit, now, settings, people, ...storage }, null, 1)}\n`,
  );
  console.log(`Wrote ${file}.`);
} catch (error) {
  await service.stop();
  throw error;
}

/** The keys that its tokens and records were made with. */
function readSettings(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').matchAll(/^(JWT_KEYS|AUTH_SECRET)='(.*)'$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
