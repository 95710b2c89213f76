import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { HEAD, type Scheme, type Schemes, SMALL, styleOf, TEXT } from './mail-style.ts';

export type LayoutProps = {
  title: string;
  /** What screen readers call a mail. */
  roleName: string;
  appName: string;
  /** What lists of mails show beside the subject. */
  preview: string;
  language: string;
  direction: 'ltr' | 'rtl';
  schemes: Schemes;
  foot: FootProps['foot'];
  children: Child;
};

/** The frame of every mail: one table of 560 px, and a line below it. */
export const Layout = (props: LayoutProps) => {
  const { title, roleName, appName, preview, language, direction, schemes, foot, children } = props;
  const { light } = schemes;
  return (
    <html lang={language} dir={direction}>
      <head>
        {raw(HEAD)}
        <title>{title}</title>
        <style>{raw(styleOf(schemes))}</style>
        {raw(OUTLOOK_STYLE)}
      </head>
      <body
        class="page"
        style={`margin:0;padding:0;background:${light.page};-webkit-text-size-adjust:100%`}
      >
        <article aria-roledescription={roleName} aria-label={title} lang={language} dir={direction}>
          <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preview}</div>
          <table
            class="page"
            role="presentation"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border={0}
            style={`background:${light.page}`}
          >
            <tr>
              <td class="out" align="center" style="padding:32px 16px">
                {raw(OUTLOOK_WIDTH)}
                <Card {...{ light, direction, appName, title }}>{children}</Card>
                <Foot {...{ light, direction, foot }} />
                {raw(OUTLOOK_END)}
              </td>
            </tr>
          </table>
        </article>
      </body>
    </html>
  );
};

// Outlook on Windows knows no `max-width`, and takes its own font for one that it cannot read.
const OUTLOOK_STYLE =
  '<!--[if mso]><style>td, p, a { font-family: "Segoe UI", Arial, sans-serif !important }</style><![endif]-->';
const OUTLOOK_WIDTH =
  '<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0"><tr><td><![endif]-->';
const OUTLOOK_END = '<!--[if mso]></td></tr></table><![endif]-->';

type Sided = { light: Scheme; direction: 'ltr' | 'rtl' };

const startOf = (direction: Sided['direction']) => (direction === 'rtl' ? 'right' : 'left');

const Card = (props: Sided & { appName: string; title: string; children: Child }) => {
  const { light, direction, appName, title, children } = props;
  return (
    <table
      class="card"
      role="presentation"
      width="100%"
      cellpadding="0"
      cellspacing="0"
      border={0}
      style={[
        `max-width:560px;background:${light.card};border:1px solid ${light.line}`,
        'border-radius:16px;border-collapse:separate',
      ].join(';')}
    >
      <tr>
        <td
          class="pad"
          align={startOf(direction)}
          style={`padding:32px 40px;text-align:${startOf(direction)};${TEXT}`}
        >
          <p class="link" style={`margin:0 0 24px;font-weight:700;color:${light.accent}`}>
            {appName}
          </p>
          <h1
            class="ink"
            style={[
              'margin:0 0 12px',
              'font-size:24px;line-height:31px;font-weight:600',
              `color:${light.ink}`,
            ].join(';')}
          >
            {title}
          </h1>
          {children}
        </td>
      </tr>
    </table>
  );
};

type FootProps = Sided & {
  foot: { text: string; help: { label: string; url: string } | null };
};

const Foot = ({ light, direction, foot: { text, help } }: FootProps) => (
  <table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border={0}
    style="max-width:560px"
  >
    <tr>
      <td
        class="pad soft"
        align={startOf(direction)}
        style={[
          'padding:20px 40px',
          `text-align:${startOf(direction)};${SMALL}`,
          `color:${light.soft}`,
        ].join(';')}
      >
        {text}
        {help !== null && (
          <>
            {' '}
            <a class="soft" href={help.url} style={`color:${light.soft}`}>
              {help.label}
            </a>
          </>
        )}
      </td>
    </tr>
  </table>
);
