import type { Child } from 'hono/jsx';
import { Document } from '../kit/document.tsx';
import { Logo } from '../kit/logo.tsx';
import type { PageContext } from '../kit/page-context.ts';
import { Act, Panel } from '../kit/panel.tsx';
import { DEFAULT_LANGUAGE } from '../words/language.ts';
import type { Mail } from './mail.ts';
import type { MailboxMessage } from './mailbox.ts';

type Framed = { page: PageContext; title: string; children: Child };

/** The mailbox is for developers: its own words are English, and stand here. */
const Frame = ({ page, title, children }: Framed) => (
  <Document page={{ ...page, language: DEFAULT_LANGUAGE }} kind="shell" title={title}>
    <header class="bar">
      <Logo page={page} />
    </header>
    <div class="frame broad">
      <nav class="side" aria-label="Mailbox">
        <ul>
          <li>
            <a href="/dev/mailbox">Emails</a>
          </li>
          <li>
            <a href="/dev/mailbox/preview">Previews</a>
          </li>
        </ul>
      </nav>
      <main id="main">
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  </Document>
);

/** Every mail, newest first; each opens in place. */
export const MailboxPage = ({
  page,
  messages,
}: {
  page: PageContext;
  messages: MailboxMessage[];
}) => (
  <Frame page={page} title="Emails">
    <p class="soft">
      {messages.length === 0
        ? 'No emails yet.'
        : 'Emails that would have been sent, newest first. Reload to see new ones.'}
    </p>
    {messages.map((message, index) => (
      <Panel id={`mail-${index}`} title={message.subject}>
        <p class="small soft">
          To <bdi>{message.to}</bdi>, {message.sent_at}
        </p>
        {message.links.map((link) => (
          <p class="small">
            <a href={link}>Open the link</a>
          </p>
        ))}
        <Act title="Show it" group="mails" open={index === 0}>
          <Sides mail={message} />
        </Act>
      </Panel>
    ))}
  </Frame>
);

/** The kinds of mail. */
export const PreviewList = ({ page, names }: { page: PageContext; names: string[] }) => {
  const query = page.language === DEFAULT_LANGUAGE ? '' : `?lang=${page.language}`;
  return (
    <Frame page={page} title="Email previews">
      <Panel id="kinds" title="Every kind of email">
        <ul class="rows">
          {names.map((name) => (
            <li>
              <div class="what">
                <a href={`/dev/mailbox/preview/${name}${query}`}>{name}</a>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </Frame>
  );
};

/** One kind of mail. */
export const PreviewPage = ({
  page,
  name,
  mail,
}: {
  page: PageContext;
  name: string;
  mail: Mail;
}) => (
  <Frame page={page} title={name}>
    <p class="soft">
      Subject: <bdi lang={page.language}>{mail.subject}</bdi>
    </p>
    <Sides mail={mail} />
  </Frame>
);

const WRAPPED = 'white-space:pre-wrap;overflow-wrap:anywhere';

/** What a mail looks like, beside its text; its source below. */
const Sides = ({ mail }: { mail: Pick<Mail, 'subject' | 'html' | 'text'> }) => (
  <div class="flow">
    <div class="two">
      <iframe
        title={`HTML of: ${mail.subject}`}
        sandbox=""
        srcdoc={mail.html}
        width="100%"
        height="760"
        loading="lazy"
        style="border:0"
      />
      <pre class="mono small" dir="auto" style={WRAPPED}>
        {mail.text}
      </pre>
    </div>
    <Act title="Source" group={`source-${mail.subject}`}>
      <pre class="mono small" style={WRAPPED}>
        {mail.html}
      </pre>
    </Act>
  </div>
);
