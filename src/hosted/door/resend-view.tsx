import type { PageContext } from '../../kit/page-context.ts';
import { AskAddress } from './ask-address.tsx';

type ResendProps = { page: PageContext; typed?: string | undefined; wrong?: boolean };

/** Asks for the address to which the mail is sent again that confirms it. */
export const ResendView = (asked: ResendProps) => {
  const { signUp, links } = asked.page.words;
  const { title, deadHint: hint } = signUp.verify;
  return <AskAddress {...asked} {...{ title, hint }} go={links.sendNew} action="/sign-up/resend" />;
};
