import type { Child } from 'hono/jsx';
import { Document } from './document.tsx';
import { Foot } from './foot.tsx';
import { Logo } from './logo.tsx';
import type { PageContext } from './page-context.ts';

export type DoorProps = {
  page: PageContext;
  /** The title of the document. The page's own `h1` is among its children. */
  title: string;
  wrong?: boolean;
  head?: Child;
  children: Child;
};

/** A page with one thing to do: logo, one sheet, foot. */
export const Door = ({ page, children, ...about }: DoorProps) => (
  <Document page={page} kind="door" {...about}>
    <header>
      <Logo page={page} />
    </header>
    <main>{children}</main>
    <Foot page={page} />
  </Document>
);
