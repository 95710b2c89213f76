import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Block, HtmlBlock, toText } from './blocks.tsx';
import type { Mail } from './mail.ts';
import { BODY, CARD, HEAD, LIGHT, SMALL, STYLE, TEXT } from './mail-style.ts';

export type { Block } from './blocks.tsx';

export type MailContent = {
  to: string;
  appName: string;
  subject: string;
  blocks: Block[];
};

/** Renders a mail as text and as HTML. Everything is escaped; nothing is loaded from anywhere. */
export async function renderMail({ to, appName, subject, blocks }: MailContent): Promise<Mail> {
  // Not the address that it goes to: behind a plus sign a stranger may have put any text there.
  const footer = `Sent by ${appName}. We never ask for your password or your codes.`;
  const html = await (
    <Layout title={subject} appName={appName} footer={footer}>
      {blocks.map((block) => (
        <HtmlBlock block={block} />
      ))}
    </Layout>
  ).toString();
  return {
    to,
    subject,
    text: `${blocks.map(toText).join('\n\n')}\n\n-- \n${footer}\n`,
    html: `<!doctype html>${html}`,
    links: blocks.flatMap((block) => (block.kind === 'link' ? [block.url] : [])),
    codes: blocks.flatMap((block) => (block.kind === 'code' ? [block.code] : [])),
  };
}

const Layout = ({
  title,
  appName,
  footer,
  children,
}: {
  title: string;
  appName: string;
  footer: string;
  children: Child;
}) => (
  <html lang="en" dir="ltr">
    <head>
      {raw(HEAD)}
      <title>{title}</title>
      <style>{raw(STYLE)}</style>
    </head>
    <body class="page" style={BODY}>
      <table
        class="page"
        role="presentation"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        border={0}
        style={`background:${LIGHT.page}`}
      >
        <tr>
          <td class="out" align="center" style="padding:32px 16px">
            <table
              class="card"
              role="presentation"
              width="100%"
              cellpadding="0"
              cellspacing="0"
              border={0}
              style={CARD}
            >
              <tr>
                <td class="pad" style={`padding:32px 40px;text-align:left;${TEXT}`}>
                  <p class="link" style={`margin:0 0 24px;font-weight:700;color:${LIGHT.accent}`}>
                    {appName}
                  </p>
                  <h1
                    class="ink"
                    style={[
                      'margin:0 0 12px',
                      'font-size:24px;line-height:31px;font-weight:600',
                      `color:${LIGHT.ink}`,
                    ].join(';')}
                  >
                    {title}
                  </h1>
                  {children}
                </td>
              </tr>
            </table>
            <p
              class="pad soft"
              style={[
                'max-width:560px;margin:0 auto;padding:20px 40px',
                'box-sizing:border-box;text-align:left',
                `${SMALL}color:${LIGHT.soft}`,
              ].join(';')}
            >
              {footer}
            </p>
          </td>
        </tr>
      </table>
    </body>
  </html>
);
