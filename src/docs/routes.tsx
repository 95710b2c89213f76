import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { notFound } from '../http/errors.ts';
import type { ReadDocument } from './example-requests.ts';
import { toHttpFile } from './http-file.ts';
import type { RunPlace } from './plan-run.ts';
import { toPostmanCollection } from './postman-collection.ts';

export type ApiDocsDeps = {
  appName: string;
  document: object;
  viewers: Fetcher;
  place: RunPlace;
};

const VIEWERS = '/api/docs/viewers';
const FILES = new Set([
  'swagger-ui-bundle.js',
  'swagger-ui.css',
  'redoc.standalone.js',
  'start-swagger.js',
  'start-redoc.js',
]);

// Both viewers render inline styles; scripts come only from here. Redoc draws its logo as a data
// URL and searches in a worker made from a blob.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Serves the OpenAPI document, its two viewers, and its requests for two kinds of clients. */
export const apiDocs = (provide: (c: Context) => ApiDocsDeps) => {
  const swagger = (c: Context) =>
    page(
      c,
      <Shell
        title={`API · ${provide(c).appName}`}
        head={<link rel="stylesheet" href={`${VIEWERS}/swagger-ui.css`} />}
        scripts={['swagger-ui-bundle.js', 'start-swagger.js']}
      />,
    );
  const redoc = (c: Context) =>
    page(
      c,
      <Shell
        title={`API reference · ${provide(c).appName}`}
        scripts={['redoc.standalone.js', 'start-redoc.js']}
      />,
    );
  return (
    new Hono({ strict: false })
      .use('/api/schema/*', etag(), revalidated)
      .get('/api/schema', (c) => c.json(provide(c).document, 200))
      .get('/api/schema/postman.json', (c) =>
        c.json(toPostmanCollection(provide(c).document as ReadDocument, provide(c).place), 200),
      )
      .get('/api/schema/latchkey.http', (c) =>
        c.text(toHttpFile(provide(c).document as ReadDocument, provide(c).place), 200),
      )
      .get('/api/docs', swagger)
      .get('/swagger', swagger)
      .get('/api/redoc', redoc)
      .get('/redoc', redoc)
      // Browsers request it unasked; an empty response keeps their consoles quiet.
      .get('/favicon.ico', (c) => c.body(null, 204))
      .get(`${VIEWERS}/:file`, async (c) => {
        const file = c.req.param('file');
        if (!FILES.has(file)) throw notFound();
        const asset = await provide(c).viewers.fetch(new URL(`/${file}`, c.req.url), {
          headers: ifChanged(c.req.header('If-None-Match')),
        });
        // The headers of a fetched response cannot be changed.
        return new Response(asset.body, asset);
      })
  );
};

/** Makes browsers revalidate by ETag: it changes with each deployment (RFC 9111 §5.2.2.4). */
const revalidated: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-cache');
};

// Static assets have their own ETags.
function ifChanged(known: string | undefined): Record<string, string> {
  return known === undefined ? {} : { 'If-None-Match': known };
}

function page(c: Context, content: Child) {
  c.header('Content-Security-Policy', POLICY);
  return c.html(content as string, 200);
}

const Shell = ({ title, head, scripts }: { title: string; head?: Child; scripts: string[] }) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{title}</title>
        {head}
      </head>
      <body style="margin:0">
        <div id="viewer" />
        {scripts.map((file) => (
          <script src={`${VIEWERS}/${file}`} defer />
        ))}
      </body>
    </html>
  </>
);
