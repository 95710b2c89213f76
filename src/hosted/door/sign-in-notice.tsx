import { Notice, type NoticeKind } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Words } from '../../words/words.ts';
import type { Flash } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';
import { NothingSaved } from '../web/flash-notice.tsx';

type Told = { kind: NoticeKind; title: string; more: string };

/** What may be said once above the sign-in form. */
const NOTICES: Partial<Record<FlashKey, (words: Words['signIn']) => Told>> = {
  verification_sent: (words) => ({
    kind: 'good',
    title: words.noticeVerificationSent,
    more: words.noticeVerificationSentMore,
  }),
  sign_in_expired: (words) => ({
    kind: 'plain',
    title: words.noticeExpired,
    more: words.noticeExpiredMore,
  }),
  tries_used_up: (words) => ({
    kind: 'warn',
    title: words.noticeUsedUp,
    more: words.noticeUsedUpMore,
  }),
};

/** Returns what is to be said above the sign-in form, if anything. */
export function noticeOf(page: PageContext, flash: Flash | null) {
  const told = flash === null ? undefined : NOTICES[flash.key]?.(page.words.signIn);
  if (flash?.key === 'nothing_saved') return <NothingSaved page={page} flash={flash} />;
  if (told === undefined) return undefined;
  return (
    <Notice kind={told.kind} title={told.title}>
      <p>{told.more}</p>
    </Notice>
  );
}
