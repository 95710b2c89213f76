import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { withReturn } from '../web/return-to.ts';
import { AskAddress } from './ask-address.tsx';

type DeadLinkProps = {
  page: PageContext;
  why: string;
  /** Where a form sends for another mail; without one the page leads to sign-in. */
  another?: { action: string; hint: string };
};

/** Says that a link no longer works, before anything is typed, and leads on. */
export const DeadLinkView = ({ page, why, another }: DeadLinkProps) => {
  const { links } = page.words;
  if (another === undefined)
    return (
      <Door page={page} title={links.dead}>
        <div class="flow">
          <h1>{links.dead}</h1>
          <p>{why}</p>
          <LinkButton href={withReturn('/sign-in', page.returnTo)} look="go" wide>
            {links.signIn}
          </LinkButton>
        </div>
      </Door>
    );
  return <AskAddress page={page} title={links.dead} what={why} go={links.sendNew} {...another} />;
};
