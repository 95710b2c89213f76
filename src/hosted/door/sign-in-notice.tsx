import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Words } from '../../words/words.ts';
import type { Flash } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';
import { NothingSaved } from '../web/flash-notice.tsx';
import { PROVIDER_NOTICES, type Told } from './social/provider-notices.ts';

/** What may be said once above the sign-in form. */
const NOTICES: Partial<Record<FlashKey, (words: Words, flash: Flash) => Told>> = {
  ...PROVIDER_NOTICES,
  password_saved: ({ password }) => ({
    kind: 'good',
    title: password.reset.saved,
    more: password.reset.savedWhat,
  }),
  email_verified: ({ signIn }) => ({
    kind: 'good',
    title: signIn.noticeVerified,
    more: signIn.noticeVerifiedMore,
  }),
  sign_in_expired: ({ signIn }) => ({
    kind: 'plain',
    title: signIn.noticeExpired,
    more: signIn.noticeExpiredMore,
  }),
  tries_used_up: ({ signIn }) => ({
    kind: 'warn',
    title: signIn.noticeUsedUp,
    more: signIn.noticeUsedUpMore,
  }),
};

/** Returns what is to be said above the sign-in form, if anything. */
export function noticeOf(page: PageContext, flash: Flash | null) {
  const told = flash === null ? undefined : NOTICES[flash.key]?.(page.words, flash);
  if (flash?.key === 'nothing_saved') return <NothingSaved page={page} flash={flash} />;
  if (told === undefined) return undefined;
  return (
    <Notice kind={told.kind} title={told.title}>
      <p>{told.more}</p>
    </Notice>
  );
}
