import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Mail } from './mail.ts';

/** A part of a mail, from which the text and the HTML are both made. */
export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'code'; code: string };

export type MailContent = {
  to: string;
  appName: string;
  subject: string;
  blocks: Block[];
};

/** Renders a mail as text and as HTML. Everything is escaped; nothing is loaded from anywhere. */
export async function renderMail({ to, appName, subject, blocks }: MailContent): Promise<Mail> {
  const html = await (
    <Layout title={subject} appName={appName}>
      {blocks.map((block) => (
        <HtmlBlock block={block} />
      ))}
    </Layout>
  ).toString();
  return {
    to,
    subject,
    text: `${blocks.map(toText).join('\n\n')}\n\n-- \n${appName}\n`,
    html: `<!doctype html>${html}`,
    links: blocks.flatMap((block) => (block.kind === 'link' ? [block.url] : [])),
    codes: blocks.flatMap((block) => (block.kind === 'code' ? [block.code] : [])),
  };
}

function toText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${block.code}`;
  }
}

const HtmlBlock = ({ block }: { block: Block }) => {
  switch (block.kind) {
    case 'paragraph':
      return <p style="margin:0 0 16px;line-height:1.5">{block.text}</p>;
    case 'link':
      return (
        <p style="margin:0 0 16px">
          <a
            href={block.url}
            style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#fff;text-decoration:none;font-weight:600"
          >
            {block.label}
          </a>
        </p>
      );
    case 'code':
      return (
        <p style="margin:0 0 16px;font:700 28px ui-monospace,monospace;letter-spacing:6px">
          {block.code}
        </p>
      );
  }
};

const Layout = ({
  title,
  appName,
  children,
}: {
  title: string;
  appName: string;
  children: Child;
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>{title}</title>
      <style>
        {raw('@media (prefers-color-scheme: dark) { body { background: #111 !important } }')}
      </style>
    </head>
    <body style="margin:0;padding:24px;background:#f3f4f6;font-family:system-ui,sans-serif;color:#111827">
      <div style="max-width:520px;margin:0 auto;padding:32px;border-radius:8px;background:#fff">
        <h1 style="margin:0 0 16px;font-size:20px">{title}</h1>
        {children}
        <p style="margin:24px 0 0;font-size:13px;color:#6b7280">{appName}</p>
      </div>
    </body>
  </html>
);
