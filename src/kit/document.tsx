import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { directionOf } from '../words/language.ts';
import { assets } from './assets.ts';
import type { PageContext } from './page-context.ts';

export type DocumentProps = {
  page: PageContext;
  title: string;
  /** Whether the page shows errors: its title says so (WCAG 2.2, technique G199). */
  wrong?: boolean;
  /** Elements of the head, such as a `refresh`. */
  head?: Child;
  /** The class of the body. */
  kind: 'door' | 'shell';
  children: Child;
};

/** The document around every page: one style sheet, one script, nothing from elsewhere. */
export const Document = ({ page, title, wrong = false, head, kind, children }: DocumentProps) => {
  const { style, script } = assets(page.brand);
  const name = wrong ? page.words.common.errorTitle(title) : title;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={page.language} dir={directionOf(page.language)}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{`${name} · ${page.brand.appName}`}</title>
          {head}
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={style.path} />
          <script src={script.path} defer />
        </head>
        <body class={kind === 'door' ? 'door' : undefined}>{children}</body>
      </html>
    </>
  );
};
