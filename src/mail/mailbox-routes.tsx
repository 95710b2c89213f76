import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { notFound } from '../http/errors.ts';
import { Page, pageHeaders } from '../http/page.tsx';
import type { Mailbox, MailboxMessage } from './mailbox.ts';

export type MailboxRoutesDeps = {
  /** Null where there is none. */ mailbox: Mailbox | null;
};

/** `/dev/mailbox`: the mails that were not sent. Not found where there is no mailbox. */
export const mailboxRoutes = (provide: (c: Context) => MailboxRoutesDeps) =>
  new Hono({ strict: false }).get('/', pageHeaders, async (c) => {
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
  });

const MailboxPage = ({ messages }: { messages: MailboxMessage[] }) => (
  <Page title="Mailbox" appName="Development">
    <p>{messages.length === 0 ? 'No mail yet.' : 'Mails that would have been sent, newest first. Reload to see new ones.'}</p>
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
