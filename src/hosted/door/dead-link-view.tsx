import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import { EmailField } from '../../kit/inputs.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { withReturn } from '../web/return-to.ts';

type DeadLinkProps = {
  page: PageContext;
  why: string;
  /** Where a form sends for another mail; without one the page leads to sign-in. */
  another?: { action: string; hint: string };
};

/** Says that a link no longer works, before anything is typed, and leads on. */
export const DeadLinkView = ({ page, why, another }: DeadLinkProps) => {
  const { links, signUp, common } = page.words;
  const signIn = withReturn('/sign-in', page.returnTo);
  if (another === undefined)
    return (
      <Door page={page} title={links.dead}>
        <div class="flow">
          <h1>{links.dead}</h1>
          <p>{why}</p>
          <LinkButton href={signIn} look="go" wide>
            {links.signIn}
          </LinkButton>
        </div>
      </Door>
    );
  return (
    <Door page={page} title={links.dead}>
      <Form page={page} action={another.action}>
        <h1>{links.dead}</h1>
        <p>{why}</p>
        <EmailField page={page} name="email" label={signUp.email} hint={another.hint} required />
        <Button look="go" wide>
          {links.sendNew}
        </Button>
        <p>
          <a href={signIn}>{common.backToSignIn}</a>
        </p>
      </Form>
    </Door>
  );
};
