import { directionOf } from '../words/language.ts';
import { type Block, HtmlBlock, toText } from './blocks.tsx';
import { Layout } from './layout.tsx';
import type { Envelope } from './letterhead.ts';
import type { Mail } from './mail.ts';
import type { MailKind } from './mail-kind.ts';
import { schemesOf } from './mail-style.ts';
import { voiceOf } from './voice.ts';

export type MailContent = { kind: MailKind; subject: string; blocks: Block[] };

/**
 * Renders a mail as text and as HTML, in the language of its reader. Everything is escaped; nothing
 * is loaded from anywhere.
 */
export async function renderMail(
  envelope: Envelope,
  { kind, subject, blocks }: MailContent,
): Promise<Mail> {
  const { to, reader, letterhead } = envelope;
  const { words, language } = voiceOf(envelope);
  const { itself, foot, copyAddress } = words.mails;
  const { supportUrl } = letterhead;
  const schemes = schemesOf(letterhead.color);
  const footing = {
    // Not the address that it goes to: behind a plus sign a stranger may have put any text there.
    text: foot(letterhead.appName),
    help: supportUrl === null ? null : { label: words.common.help, url: supportUrl },
  };
  const html = await (
    <Layout
      title={subject}
      roleName={itself}
      appName={letterhead.appName}
      preview={previewOf(blocks)}
      language={language}
      direction={directionOf(language)}
      schemes={schemes}
      foot={footing}
    >
      {blocks.map((block) => (
        <HtmlBlock block={block} light={schemes.light} copyAddress={copyAddress} />
      ))}
    </Layout>
  ).toString();
  return {
    to,
    subject,
    text: [...blocks.map(toText), endOf(footing)].join('\n\n'),
    html: `<!doctype html>${html}`,
    links: blocks.flatMap((block) => (block.kind === 'link' ? [block.url] : [])),
    codes: blocks.flatMap((block) => (block.kind === 'code' ? [block.code] : [])),
    about: { kind, userId: reader.id ?? null },
  };
}

type Foot = { text: string; help: { label: string; url: string } | null };

/** An address in a text is written as people write it. */
const MAIL_TO = /^mailto:([^?]*).*/;

// Readers of mail hide what follows "-- " (RFC 3676 §4.3).
function endOf({ text, help }: Foot): string {
  const lines = [
    '-- ',
    text,
    ...(help === null ? [] : [help.label, help.url.replace(MAIL_TO, '$1')]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * What lists of mails show beside the subject: never a code, which may stand on a locked screen.
 */
function previewOf(blocks: Block[]): string {
  const shown = blocks.find(({ kind }) => kind === 'limit') ?? blocks[0];
  return shown?.kind === 'limit' || shown?.kind === 'paragraph' ? shown.text : '';
}
