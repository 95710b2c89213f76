import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { notFound } from '../http/errors.ts';
import type { Brand, PageContext } from '../kit/page-context.ts';
import { policyOf } from '../kit/page-headers.ts';
import { wordsOf } from '../words/catalogues.ts';
import { chooseLanguage, DEFAULT_LANGUAGE, type Language } from '../words/language.ts';
import type { Mail } from './mail.ts';
import type { Mailbox } from './mailbox.ts';
import { type MailboxAccess, requireAccess } from './mailbox-access.ts';
import { MailboxPage, PreviewList, PreviewPage } from './mailbox-view.tsx';

/** A kind of mail with sample contents. */
export type MailPreview = { name: string; render: () => Promise<Mail> };

export type MailboxRoutesDeps = {
  brand: Brand;
  mailbox: Mailbox;
  mailboxAccess: MailboxAccess;
  mailPreviews: (language: Language) => MailPreview[];
};

/** Shows a mail as it is: with its own style attributes and nothing else. */
const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

type Provide = (c: Context) => MailboxRoutesDeps;

/**
 * The headers of pages that show mails in frames. A frame made of `srcdoc` inherits the policy of
 * its page (HTML, "initialize the policy container"), so styles may stand in elements here; scripts
 * may not.
 */
const headers =
  (provide: Provide): MiddlewareHandler =>
  async (c, next) => {
    const policy = policyOf(provide(c).brand, new URL(c.req.url).origin);
    c.header('Content-Security-Policy', policy.replace('style-src ', "style-src 'unsafe-inline' "));
    c.header('Cache-Control', 'no-store');
    await next();
  };

const languageOf = (c: Context): Language =>
  chooseLanguage([c.req.query('lang') ?? '']) ?? DEFAULT_LANGUAGE;

function contextOf(c: Context, brand: Brand): PageContext {
  return {
    words: wordsOf(DEFAULT_LANGUAGE),
    language: languageOf(c),
    brand,
    csrfToken: '',
    returnTo: null,
    here: c.req.path,
    timezone: 'UTC',
  };
}

/** `/dev/mailbox`: the mails that were not sent, and a preview of each kind. */
export const mailboxRoutes = (provide: Provide) =>
  new Hono({ strict: false })
    .use(requireAccess((c) => provide(c).mailboxAccess))
    .get('/', headers(provide), async (c) => {
      const { mailbox, brand } = provide(c);
      const messages = await mailbox.list(c.req.query('to'));
      const type = accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/html'],
        default: 'application/json',
      });
      if (type === 'application/json') return c.json({ messages }, 200);
      return c.html(<MailboxPage page={contextOf(c, brand)} messages={messages} />, 200);
    })
    .get('/preview', headers(provide), (c) => {
      const { mailPreviews, brand } = provide(c);
      const names = mailPreviews(languageOf(c)).map(({ name }) => name);
      return c.html(<PreviewList page={contextOf(c, brand)} names={names} />, 200);
    })
    .get('/preview/:name', headers(provide), async (c) => {
      const { mailPreviews, brand } = provide(c);
      const name = c.req.param('name');
      const preview = mailPreviews(languageOf(c)).find((one) => one.name === name);
      if (preview === undefined) throw notFound();
      const mail = await preview.render();
      const { as } = c.req.query();
      if (as === 'text') return c.text(`Subject: ${mail.subject}\n\n${mail.text}`, 200);
      if (as !== 'html')
        return c.html(<PreviewPage page={contextOf(c, brand)} name={name} mail={mail} />, 200);
      c.header('Content-Security-Policy', MAIL_POLICY);
      return c.html(mail.html, 200);
    });
