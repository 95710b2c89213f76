import { Notice, type NoticeKind } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Words } from '../../words/words.ts';
import type { Flash } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';

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
  codes_used_up: (words) => ({
    kind: 'warn',
    title: words.noticeUsedUp,
    more: words.noticeUsedUpMore,
  }),
  nothing_saved: (words) => ({
    kind: 'warn',
    title: words.noticeSessionOver,
    more: words.noticeSessionOverMore,
  }),
};

/** Returns what is to be said above the sign-in form, if anything. */
export function noticeOf({ words }: PageContext, flash: Flash | null) {
  const told = flash === null ? undefined : NOTICES[flash.key]?.(words.signIn);
  if (told === undefined) return undefined;
  return (
    <Notice kind={told.kind} title={told.title}>
      <p>{told.more}</p>
    </Notice>
  );
}
