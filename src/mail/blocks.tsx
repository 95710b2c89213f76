import type { Scheme } from './mail-style.ts';

/** A part of a mail, from which the text and the HTML are both made. */
export type Block =
  | { kind: 'paragraph'; text: string }
  /** Until when a link or a code works: the moment stands out. */
  | { kind: 'limit'; text: string; when: string }
  /** What follows is about something else, such as what to do if it was not you. */
  | { kind: 'heading'; text: string }
  /** A button, with its address in full below. */
  | { kind: 'link'; label: string; url: string }
  | { kind: 'code'; code: string };

/** A paragraph; texts in the catalogue are whole paragraphs. */
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

/** A limit, from the text of the catalogue that takes the moment. */
export const limit = (text: (when: string) => string, when: string): Block => ({
  kind: 'limit',
  text: text(when),
  when,
});

/** A block of the mail's text. */
export function toText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'limit':
    case 'heading':
      return block.text;
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${block.code}`;
  }
}

type Look = { light: Scheme; copyAddress: string };

/** A block of the mail's HTML. */
export const HtmlBlock = ({ block, light, copyAddress }: Look & { block: Block }) => {
  switch (block.kind) {
    case 'paragraph':
      return <Paragraph light={light}>{block.text}</Paragraph>;
    case 'limit':
      return <Paragraph light={light}>{emphasize(block.text, block.when)}</Paragraph>;
    case 'heading':
      return <Heading text={block.text} light={light} />;
    case 'link':
      return <Link label={block.label} url={block.url} light={light} copyAddress={copyAddress} />;
    case 'code':
      return (
        <p
          class="ink"
          dir="ltr"
          style={[
            'margin:0 0 16px',
            'font:700 28px/36px ui-monospace,Menlo,Consolas,monospace',
            `letter-spacing:6px;color:${light.ink}`,
          ].join(';')}
        >
          {block.code}
        </p>
      );
  }
};

const Paragraph = ({ light, children }: { light: Scheme; children: unknown }) => (
  <p class="ink" style={`margin:0 0 16px;color:${light.ink}`}>
    {children}
  </p>
);

// The zone, in brackets, is quieter.
function emphasize(text: string, when: string) {
  const [moment = when] = when.split(/ \(|（/);
  const at = text.indexOf(moment);
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <strong>{moment}</strong>
      {text.slice(at + moment.length)}
    </>
  );
}

const Heading = ({ text, light }: { text: string; light: Scheme }) => (
  <>
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      <tr>
        <td
          class="rule"
          style={`padding-top:8px;border-bottom:1px solid ${light.line};font-size:0;line-height:0`}
        >
          {'\u00a0'}
        </td>
      </tr>
    </table>
    <h2
      class="ink"
      style={`margin:20px 0 4px;font-size:16px;line-height:24px;font-weight:600;color:${light.ink}`}
    >
      {text}
    </h2>
  </>
);

// A button is a table cell, since Outlook pads nothing else; its address is for clients that show
// no links, and for readers who want to see where it leads.
const Link = ({ label, url, light, copyAddress }: Look & { label: string; url: string }) => (
  <>
    <table
      role="presentation"
      cellpadding="0"
      cellspacing="0"
      border={0}
      style="margin:8px 0 16px;border-collapse:separate"
    >
      <tr>
        <td
          class="cta"
          align="center"
          bgcolor={light.fill}
          style={`background:${light.fill};border:1px solid ${light.fill};border-radius:10px`}
        >
          <a
            href={url}
            style={[
              'display:inline-block;padding:13px 24px',
              'font-size:16px;line-height:20px;font-weight:600',
              `color:${light.onFill};text-decoration:none`,
            ].join(';')}
          >
            {label}
          </a>
        </td>
      </tr>
    </table>
    <p class="soft" style={`margin:0 0 4px;font-size:14px;line-height:21px;color:${light.soft}`}>
      {copyAddress}
    </p>
    <p
      dir="ltr"
      style={[
        'margin:0 0 24px;font-size:14px;line-height:21px',
        'word-break:break-all;overflow-wrap:anywhere',
      ].join(';')}
    >
      <a class="link" href={url} style={`color:${light.accent}`}>
        {url}
      </a>
    </p>
  </>
);
