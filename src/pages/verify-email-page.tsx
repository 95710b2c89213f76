import type { ClientInfo } from '../http/client-info.ts';
import type { LimitPageDeps } from './limit-page.tsx';
import { createLinkPage } from './link-page.tsx';

export type VerifyEmailPageDeps = LimitPageDeps & {
  verifyEmail: { byLink(input: { token: string; client: ClientInfo }): Promise<string> };
};

/** `/verify-email`: where the link of a registration lands. */
export const verifyEmailPage = createLinkPage<VerifyEmailPageDeps>({
  path: '/verify-email',
  limit: 'email_verify',
  ask: {
    title: 'Verify your address',
    children: <p>Press the button to confirm that this address is yours.</p>,
    button: 'Verify my address',
  },
  done: {
    title: 'Your address is verified',
    children: <p>You can close this page and sign in.</p>,
  },
  refused: {
    title: 'This link does not work',
    children: (
      <p class="error">
        It was used before, or it has expired. If your address is not verified yet, ask for a new
        mail.
      </p>
    ),
  },
  use: ({ verifyEmail }, input) => verifyEmail.byLink(input),
});
