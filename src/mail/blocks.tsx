import { LIGHT } from './mail-style.ts';

/** A part of a mail, from which the text and the HTML are both made. */
export type Block =
  | { kind: 'paragraph'; text: string }
  /** What follows is about something else, such as what to do if it was not you. */
  | { kind: 'heading'; text: string }
  /** A button, with its address in full below. */
  | { kind: 'link'; label: string; url: string }
  | { kind: 'code'; code: string };

/** A block of the mail's text. */
export function toText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return block.text;
    case 'link':
      return `${block.label}:\n${block.url}`;
    case 'code':
      return `    ${block.code}`;
  }
}

/** A block of the mail's HTML. */
export const HtmlBlock = ({ block }: { block: Block }) => {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p class="ink" style={`margin:0 0 16px;color:${LIGHT.ink}`}>
          {block.text}
        </p>
      );
    case 'heading':
      return <Heading text={block.text} />;
    case 'link':
      return <Link label={block.label} url={block.url} />;
    case 'code':
      return (
        <p
          class="ink"
          dir="ltr"
          style={[
            'margin:0 0 16px',
            'font:700 28px/36px ui-monospace,Menlo,Consolas,monospace',
            `letter-spacing:6px;color:${LIGHT.ink}`,
          ].join(';')}
        >
          {block.code}
        </p>
      );
  }
};

const Heading = ({ text }: { text: string }) => (
  <>
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      <tr>
        <td
          class="rule"
          style={`padding-top:8px;border-bottom:1px solid ${LIGHT.line};font-size:0;line-height:0`}
        >
          {'\u00a0'}
        </td>
      </tr>
    </table>
    <h2
      class="ink"
      style={`margin:20px 0 4px;font-size:16px;line-height:24px;font-weight:600;color:${LIGHT.ink}`}
    >
      {text}
    </h2>
  </>
);

// A button is a table cell, since Outlook pads nothing else; its address is for clients that show
// no links, and for readers who want to see where it leads.
const Link = ({ label, url }: { label: string; url: string }) => (
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
          bgcolor={LIGHT.fill}
          style={`background:${LIGHT.fill};border:1px solid ${LIGHT.fill};border-radius:10px`}
        >
          <a
            href={url}
            style={[
              'display:inline-block;padding:13px 24px',
              'font-size:16px;line-height:20px;font-weight:600',
              `color:${LIGHT.onFill};text-decoration:none`,
            ].join(';')}
          >
            {label}
          </a>
        </td>
      </tr>
    </table>
    <p class="soft" style={`margin:0 0 4px;font-size:14px;line-height:21px;color:${LIGHT.soft}`}>
      Or copy this address into your browser:
    </p>
    <p
      dir="ltr"
      style={[
        'margin:0 0 24px;font-size:14px;line-height:21px',
        'word-break:break-all;overflow-wrap:anywhere',
      ].join(';')}
    >
      <a class="link" href={url} style={`color:${LIGHT.accent}`}>
        {url}
      </a>
    </p>
  </>
);
