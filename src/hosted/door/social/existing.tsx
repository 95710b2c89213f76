import { type Context, Hono } from 'hono';
import { BoldAddress } from '../../../kit/address.tsx';
import { LinkButton } from '../../../kit/button.tsx';
import { Door } from '../../../kit/door.tsx';
import type { PageContext } from '../../../kit/page-context.ts';
import { pageHeaders } from '../../../kit/page-headers.ts';
import { rich } from '../../../words/rich.tsx';
import { openDoor } from '../../web/open-page.ts';
import { withReturn } from '../../web/return-to.ts';
import { knownProvider, type NamedProvider } from './provider-names.ts';
import type { SocialPageDeps } from './social-deps.ts';
import { JOIN } from './social-paths.ts';
import { waitingFor } from './waiting.ts';

/**
 * `/sign-in/with/:provider/existing`: says that the address has an account, to the one who has
 * proved it, and leads its owner to sign in there.
 */
export const existingPage = (provide: (c: Context) => SocialPageDeps) =>
  new Hono({ strict: false }).get(
    '/:provider/existing',
    pageHeaders(provide),
    knownProvider(provide),
    openDoor(provide),
    waitingFor(provide, 'owner'),
    (c) => {
      const { page, provider, pending } = c.var;
      const email = pending.provedEmail ?? pending.answer.email ?? '';
      return c.html(<ExistingView {...{ page, provider, email }} />, 200);
    },
  );

type ExistingProps = { page: PageContext; provider: NamedProvider; email: string };

const ExistingView = ({ page, provider, email }: ExistingProps) => {
  const { existing } = page.words.social;
  return (
    <Door page={page} title={existing.title}>
      <div class="flow">
        <h1>{existing.title}</h1>
        <p>
          {rich(existing.what, {
            email: () => <BoldAddress of={email} />,
            provider: () => <bdi>{provider.label}</bdi>,
          })}
        </p>
        <p>{rich(existing.once, { provider: () => <bdi>{provider.label}</bdi> })}</p>
        <LinkButton look="go" wide href={withReturn('/sign-in', JOIN)}>
          {existing.go}
        </LinkButton>
        <p>
          <a href={withReturn('/forgot-password', JOIN)}>{page.words.signIn.forgot}</a>
        </p>
      </div>
    </Door>
  );
};
