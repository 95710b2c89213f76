import { Address } from '../../kit/address.tsx';
import { Button, LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Form } from '../../kit/form.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { AccountView } from '../../users/user.ts';
import { rich } from '../../words/rich.tsx';
import { withReturn } from '../web/return-to.ts';
import { goalOf } from './after-sign-in.ts';

/** Who is signed in already goes on, or makes room for somebody else. */
export const AlreadyIn = ({ page, user }: { page: PageContext; user: AccountView }) => {
  const { signIn } = page.words;
  // Signing out leads back here, and from here on to where this page leads.
  const back = withReturn('/sign-in', page.returnTo);
  return (
    <Door page={page} title={signIn.alreadyTitle}>
      <div class="flow">
        <h1>{signIn.alreadyTitle}</h1>
        <p>{rich(signIn.already, { who: () => <Address of={user.email} /> })}</p>
        <LinkButton href={goalOf(page)} look="go" wide>
          {signIn.goOn}
        </LinkButton>
        <Form page={{ ...page, returnTo: back }} action="/sign-out" class="tight">
          <Button wide>{signIn.someoneElse}</Button>
          <p class="hint">{signIn.someoneElseHint}</p>
        </Form>
      </div>
    </Door>
  );
};
