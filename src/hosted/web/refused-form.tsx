import type { Child } from 'hono/jsx';
import { Button } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';

type Refused = {
  page: PageContext;
  /** The page that the form belongs to. */
  path: string;
  /** The token of the mailed link that opened the page. */
  link: string | null;
};

/** Says that a form came without the cookie that its page set. */
export const CookiesOff = (refused: Refused) => (
  <Again {...refused} title={refused.page.words.errors.cookiesOff}>
    <p>{refused.page.words.errors.cookiesOffWhy}</p>
  </Again>
);

/** Says that a form is not one of this browser's, as after a sign-out in another tab. */
export const OutOfDate = (refused: Refused) => (
  <Again {...refused} title={refused.page.words.errors.outOfDate}>
    <p>{refused.page.words.errors.outOfDateWhy}</p>
  </Again>
);

const Again = ({
  page,
  path,
  link,
  title,
  children,
}: Refused & { title: string; children: Child }) => (
  <Door page={page} title={title} wrong>
    <form class="flow" method="get" action={path}>
      <h1>{title}</h1>
      <Notice kind="warn" title={page.words.errors.nothingChanged} />
      {children}
      {link !== null && <input type="hidden" name="token" value={link} />}
      {page.returnTo !== null && <input type="hidden" name="return_to" value={page.returnTo} />}
      <div class="btns">
        <Button look="go">{page.words.errors.openAgain}</Button>
      </div>
    </form>
  </Door>
);
