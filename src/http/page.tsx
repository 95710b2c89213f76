import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { STYLE } from './page-style.ts';

/** A page: one column, works without JavaScript, follows the reader's light or dark preference. */
export const Page = ({
  title,
  appName,
  children,
}: {
  title: string;
  appName: string;
  children: Child;
}) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${appName}`}</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
          <p>
            <small>{appName}</small>
          </p>
        </main>
      </body>
    </html>
  </>
);
