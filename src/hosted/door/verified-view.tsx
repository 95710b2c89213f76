import { LinkButton } from '../../kit/button.tsx';
import { Door } from '../../kit/door.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import { goalOf } from './after-sign-in.ts';

/** Says what somebody has to know who has just proved an address and is signed in. */
export const VerifiedView = ({ page }: { page: PageContext }) => {
  const { signUp, password, common } = page.words;
  return (
    <Door page={page} title={signUp.verify.done}>
      <div class="flow">
        <h1>{signUp.verify.done}</h1>
        <Notice title={password.reset.usernameGone} />
        <LinkButton href={goalOf(page)} look="go" wide>
          {common.goOn}
        </LinkButton>
      </div>
    </Door>
  );
};
