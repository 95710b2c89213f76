import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '../../..');

/** Stands for what only the Workers runtime has; describing routes touches none of it. */
const withoutRuntime: Plugin = {
  name: 'without-runtime',
  setup({ onResolve, onLoad }) {
    const filter = /^cloudflare:|\.wasm$/;
    onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => class {} });',
    }));
  },
};

/** Makes what the service serves at `/api/schema`, but for its texts and limits. */
const ENTRY = `
  import { createApp } from './src/app.ts';
  import { configurationError } from './src/config.ts';
  import { createOpenApiDocument } from './src/docs/openapi.ts';
  import { internalError } from './src/http/problem.ts';
  const app = createApp(() => { throw new Error('no request is made'); });
  export const document = createOpenApiDocument(app.routes, {
    title: 'Latchkey',
    version: '',
    description: '',
    contactUrl: 'http://localhost:8787',
    errors: [internalError, configurationError],
    ruleOf: () => null,
  });
`;

/** Reads the OpenAPI document of this working tree; starts no server. */
export async function readApiDocument(): Promise<object> {
  return (await runInNode<{ document: object }>(ENTRY)).document;
}

/** Runs a script that imports code of the Worker by paths of the project; returns its exports. */
export async function runInNode<Exports>(contents: string): Promise<Exports> {
  const folder = mkdtempSync(path.join(ROOT, 'node_modules/.latchkey-'));
  const outfile = path.join(folder, 'document.mjs');
  try {
    await build({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      plugins: [withoutRuntime],
      logLevel: 'error',
    });
    return (await import(pathToFileURL(outfile).href)) as Exports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
