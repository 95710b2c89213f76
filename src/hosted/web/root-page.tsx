import { type Context, Hono } from 'hono';
import { readRefreshCookie } from '../../http/cookies.ts';
import { unknownAddress } from '../../http/errors.ts';
import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { Brand } from '../../kit/page-context.ts';
import { pageHeaders } from '../../kit/page-headers.ts';
import { rich } from '../../words/rich.tsx';
import { isForPerson } from './error-page.tsx';
import { ACCOUNT } from './leave.tsx';
import { bareContext } from './page-context.ts';

/** `/`: says a person what this is and where to go. A program gets `not_found`. */
export const rootPage = (provide: (c: Context) => { brand: Brand }) =>
  new Hono({ strict: false }).get('/', pageHeaders(provide), (c) => {
    if (!isForPerson(c)) throw unknownAddress();
    const page = bareContext(c, provide(c));
    const { root, toAccount } = page.words.errors;
    // Only for the words: whether the session lives is for the guard to say, where they lead.
    const mayBeIn = readRefreshCookie(c, () => true) !== null;
    const link = (href: string) => (text: string) => <a href={href}>{text}</a>;
    const title = root.title(page.brand.appName);
    return c.html(
      <Door page={page} title={title}>
        <div class="flow">
          <h1>{title}</h1>
          <p>{root.what}</p>
          <div class="btns">
            <LinkButton look="go" href={ACCOUNT}>
              {mayBeIn ? toAccount : root.signIn}
            </LinkButton>
            {!mayBeIn && <LinkButton href="/sign-up">{root.signUp}</LinkButton>}
          </div>
          <h2>{root.developers}</h2>
          <p>
            {rich(root.documents, {
              docs: link('/api/docs'),
              reference: link('/api/redoc'),
              schema: link('/api/schema'),
            })}
          </p>
          <p>
            {rich(root.collections, {
              postman: link('/api/schema/postman.json'),
              http: link('/api/schema/latchkey.http'),
            })}
          </p>
        </div>
      </Door>,
      200,
    );
  });

/** `/.well-known/change-password`: where password managers send people (W3C, same name). */
export const changePasswordAddress = () =>
  new Hono({ strict: false }).get('/change-password', (c) => c.redirect('/account/security', 302));
