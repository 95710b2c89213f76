import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

// Puts what the two API viewers need into one folder, from which the Worker serves it as static assets.
const require = createRequire(import.meta.url);
const target = path.join(import.meta.dirname, '../../.viewers');
const copies = ['swagger-ui-dist/swagger-ui-bundle.js', 'swagger-ui-dist/swagger-ui.css', 'redoc/bundles/redoc.standalone.js'];

mkdirSync(target, { recursive: true });
for (const source of copies) copyFileSync(require.resolve(source), path.join(target, path.basename(source)));
writeFileSync(
  path.join(target, 'start-swagger.js'),
  "SwaggerUIBundle({ url: '/api/schema', dom_id: '#viewer', deepLinking: true, persistAuthorization: false });\n",
);
writeFileSync(
  path.join(target, 'start-redoc.js'),
  "Redoc.init('/api/schema', { disableSearch: false, hideDownloadButton: false }, document.getElementById('viewer'));\n",
);
