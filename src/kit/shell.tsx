import type { Child } from 'hono/jsx';
import { BoldAddress } from './address.tsx';
import { Document } from './document.tsx';
import { Foot } from './foot.tsx';
import { Icon } from './icon.tsx';
import { Logo } from './logo.tsx';
import type { PageContext } from './page-context.ts';
import { Tag } from './rows.tsx';

/** An entry of the list beside a page. */
export type SideEntry = { href: string; label: string };

export type ShellProps = {
  page: PageContext;
  title: string;
  wrong?: boolean;
  /** Who is signed in. */
  person: { name: string; email: string };
  side: { label: string; entries: SideEntry[]; current: string };
  /** Wider, for tables. */
  broad?: boolean;
  /** The name of a place beside the company's own pages. It speaks one language: no foot. */
  place?: string;
  /** Above the heading, and beside it. */
  above?: Child;
  beside?: Child;
  children: Child;
};

/** A page of somebody who is signed in: a bar, a list of pages, and the page itself. */
export const Shell = ({ page, title, wrong, person, side, broad, ...shown }: ShellProps) => (
  <Document page={page} kind="shell" title={title} wrong={wrong ?? false}>
    <a class="skip btn" href="#main">
      {page.words.common.skip}
    </a>
    <header class="bar">
      <Logo page={page} />
      {shown.place !== undefined && <Tag>{shown.place}</Tag>}
      {shown.place === undefined && page.brand.returnUrl !== null && (
        <a class="btn text end" href={page.brand.returnUrl}>
          {page.words.common.backTo(page.brand.appName)}
        </a>
      )}
      <AccountMenu page={page} person={person} place={shown.place} />
    </header>
    <div class={broad === true ? 'frame broad' : 'frame'}>
      <nav class="side" aria-label={side.label}>
        <ul>
          {side.entries.map(({ href, label }) => (
            <li>
              <a href={href} aria-current={href === side.current ? 'page' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabindex={-1}>
        {shown.above}
        <h1>
          {shown.place === undefined ? title : <bdi>{title}</bdi>}
          {shown.beside !== undefined && <> {shown.beside}</>}
        </h1>
        {shown.children}
      </main>
    </div>
    {shown.place === undefined && <Foot page={page} />}
  </Document>
);

type MenuProps = Pick<ShellProps, 'page' | 'person'> & { place: string | undefined };

/** Beside the name of a place there is no room for the way back, which then stands in here. */
const AccountMenu = ({ page, person, place }: MenuProps) => (
  <details class={place !== undefined || page.brand.returnUrl === null ? 'menu end' : 'menu'}>
    <summary class="btn">
      <Icon name="person" />
      <span class="sr">{page.words.common.yourAccount(person.name)}</span>
    </summary>
    <div class="flow">
      <p class="small soft">
        {page.words.common.signedInAs}
        <br />
        <BoldAddress of={person.email} />
      </p>
      {place !== undefined && page.brand.returnUrl !== null && (
        <a class="btn wide" href={page.brand.returnUrl}>
          {page.words.common.backTo(page.brand.appName)}
        </a>
      )}
      <a class="btn wide" href="/sign-out">
        <Icon name="leave" />
        {page.words.common.signOut}
      </a>
    </div>
  </details>
);
