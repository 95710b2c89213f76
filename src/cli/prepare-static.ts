import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { DICTIONARY_FILE } from '../methods/password/password-dictionary.ts';

// Puts into one folder what is deployed beside the Worker as static assets: the files of the two
// API viewers, and the dictionary of passwords.
const require = createRequire(import.meta.url);
const target = path.join(import.meta.dirname, '../../.static');
const copies = [
  'swagger-ui-dist/swagger-ui-bundle.js',
  'swagger-ui-dist/swagger-ui.css',
  'redoc/bundles/redoc.standalone.js',
];

// An unchanged file may be in use, so leave it alone.
function write(name: string, text: string): void {
  const file = path.join(target, name);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

mkdirSync(target, { recursive: true });
// Redoc loads a logo from its maker's server; our pages load nothing from elsewhere.
const FOREIGN_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
for (const source of copies) {
  const text = readFileSync(require.resolve(source), 'utf8').replaceAll(
    FOREIGN_LOGO,
    'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E',
  );
  write(path.basename(source), text);
}
write(
  'start-swagger.js',
  "SwaggerUIBundle({ url: '/api/schema', dom_id: '#viewer', deepLinking: true, " +
    'persistAuthorization: false });\n',
);
write(
  'start-redoc.js',
  "Redoc.init('/api/schema', { disableSearch: false, hideDownloadButton: false }, " +
    "document.getElementById('viewer'));\n",
);
write(DICTIONARY_FILE, JSON.stringify({ graphs: adjacencyGraphs, dictionary }));
