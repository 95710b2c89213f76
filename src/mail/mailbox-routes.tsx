import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { notFound } from '../http/errors.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import type { Mail } from './mail.ts';
import type { Mailbox, MailboxMessage } from './mailbox.ts';

/** A kind of mail with made-up contents. */
export type MailPreview = { name: string; render: () => Promise<Mail> };

export type MailboxRoutesDeps = {
  /** Null where there is none. */ mailbox: Mailbox | null;
  mailPreviews: MailPreview[] | null;
};

/** A mail is shown as it is: its own style attributes and nothing else. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** `/dev/mailbox`: the mails that were not sent, and what each kind looks like. Not found outside development. */
export const mailboxRoutes = (provide: (c: Context) => MailboxRoutesDeps) =>
  new Hono({ strict: false })
    .get('/', pageHeaders, async (c) => {
      const { mailbox } = provide(c);
      if (mailbox === null) throw notFound();
      const messages = await mailbox.list(c.req.query('to'));
      const type = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/html'],
        default: 'application/json',
      });
      if (type === 'application/json') return c.json({ messages }, 200);
      return c.html(<MailboxPage messages={messages} />, 200);
    })
    .get('/preview', pageHeaders, (c) => {
      const { mailPreviews } = provide(c);
      if (mailPreviews === null) throw notFound();
      return c.html(<PreviewList names={mailPreviews.map(({ name }) => name)} />, 200);
    })
    .get('/preview/:name', async (c) => {
      const preview = provide(c).mailPreviews?.find(({ name }) => name === c.req.param('name'));
      if (preview === undefined) throw notFound();
      const mail = await preview.render();
      if (c.req.query('as') === 'text')
        return c.text(`Subject: ${mail.subject}\n\n${mail.text}`, 200);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(mail.html, 200);
    });

const MailboxPage = ({ messages }: { messages: MailboxMessage[] }) => (
  <Page title="Mailbox" appName="Development">
    <p>
      {messages.length === 0
        ? 'No mail yet.'
        : 'Mails that would have been sent, newest first. Reload to see new ones.'}{' '}
      <a href="/dev/mailbox/preview">All kinds of mail</a>
    </p>
    {messages.map((message) => (
      <article>
        <h2>{message.subject}</h2>
        <p>
          <small>
            To {message.to}, {message.sent_at}
          </small>
        </p>
        <pre>{message.text}</pre>
        {message.links.map((link) => (
          <p>
            <a href={link}>Open the link</a>
          </p>
        ))}
      </article>
    ))}
  </Page>
);

const PreviewList = ({ names }: { names: string[] }) => (
  <Page title="Kinds of mail" appName="Development">
    <ul>
      {names.map((name) => (
        <li>
          <a href={`/dev/mailbox/preview/${name}`}>{name}</a> (
          <a href={`/dev/mailbox/preview/${name}?as=text`}>text</a>)
        </li>
      ))}
    </ul>
  </Page>
);
