import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { notFound } from '../http/errors.ts';
import { Page } from '../http/page.tsx';
import { pageHeaders } from '../http/page-style.ts';
import type { Mail } from './mail.ts';
import type { Mailbox, MailboxMessage } from './mailbox.ts';
import { type MailboxAccess, requireAccess } from './mailbox-access.ts';

/** A kind of mail with sample contents. */
export type MailPreview = { name: string; render: () => Promise<Mail> };

export type MailboxRoutesDeps = {
  appName: string;
  mailbox: Mailbox;
  mailboxAccess: MailboxAccess;
  mailPreviews: MailPreview[];
};

/** Shows a mail as it is: with its own style attributes and nothing else. */
const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** `/dev/mailbox`: the mails that were not sent, and a preview of each kind. */
export const mailboxRoutes = (provide: (c: Context) => MailboxRoutesDeps) =>
  new Hono({ strict: false })
    .use(requireAccess((c) => provide(c).mailboxAccess))
    .get('/', pageHeaders, async (c) => {
      const { mailbox, appName } = provide(c);
      const messages = await mailbox.list(c.req.query('to'));
      const type = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/html'],
        default: 'application/json',
      });
      if (type === 'application/json') return c.json({ messages }, 200);
      return c.html(<MailboxPage appName={appName} messages={messages} />, 200);
    })
    .get('/preview', pageHeaders, (c) => {
      const { mailPreviews, appName } = provide(c);
      const names = mailPreviews.map(({ name }) => name);
      return c.html(<PreviewList appName={appName} names={names} />, 200);
    })
    .get('/preview/:name', async (c) => {
      const preview = provide(c).mailPreviews.find(({ name }) => name === c.req.param('name'));
      if (preview === undefined) throw notFound();
      const mail = await preview.render();
      if (c.req.query('as') === 'text')
        return c.text(`Subject: ${mail.subject}\n\n${mail.text}`, 200);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(mail.html, 200);
    });

type MailboxPageProps = { appName: string; messages: MailboxMessage[] };

const MailboxPage = ({ appName, messages }: MailboxPageProps) => (
  <Page title="Mailbox" appName={appName}>
    <p>
      {messages.length === 0
        ? 'No emails yet.'
        : 'Emails that would have been sent, newest first. Reload to see new ones.'}{' '}
      <a href="/dev/mailbox/preview">Preview every kind of email</a>
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

const PreviewList = ({ appName, names }: { appName: string; names: string[] }) => (
  <Page title="Email previews" appName={appName}>
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
