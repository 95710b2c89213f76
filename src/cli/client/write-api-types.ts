import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readApiDocument } from './read-api-document.ts';

/** The folder of the package. */
export const PACKAGE = path.join(import.meta.dirname, '../../client');
const GENERATED = path.join(PACKAGE, 'generated');

type Operations = Record<string, Record<string, { responses: Record<string, unknown> }>>;

/** Every error is a Problem, so naming each at each route would only make the file larger. */
function withoutErrors(document: { paths?: Operations }): object {
  for (const operations of Object.values(document.paths ?? {})) {
    for (const { responses } of Object.values(operations)) {
      for (const status of Object.keys(responses)) if (status >= '4') delete responses[status];
    }
  }
  return document;
}

/**
 * Writes the declarations of the API from its OpenAPI document. Throws if openapi-typescript fails.
 * It runs where it is installed: beside the TypeScript 5 that it needs, which is not the project's.
 */
export async function writeApiTypes(): Promise<void> {
  mkdirSync(GENERATED, { recursive: true });
  const document = withoutErrors(await readApiDocument());
  writeFileSync(path.join(GENERATED, 'openapi.json'), JSON.stringify(document));
  const bin = path.join(PACKAGE, 'node_modules/.bin/openapi-typescript');
  const args = ['generated/openapi.json', '--output', 'generated/api.d.ts'];
  const { status, stderr } = spawnSync(bin, args, { cwd: PACKAGE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openapi-typescript failed: ${stderr}`);
}
