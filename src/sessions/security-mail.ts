import * as z from 'zod';
import { changeEvent } from '../guard/find-change.ts';
import { clientDescriptionSchema } from '../http/client-info.ts';
import { type Block, paragraph } from '../mail/blocks.tsx';
import type { JobKind } from '../mail/job-queue.ts';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { newPasswordLink, securityLink, wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { type Voice, voiceOf } from '../mail/voice.ts';

/**
 * Notices that owners always get, whatever their settings, each with the button that helps against
 * what happened. A new password is chosen by mail: it helps those as well who cannot get in.
 */
const BUTTONS = {
  new_device: newPasswordLink,
  refresh_token_reused: newPasswordLink,
  password_known: newPasswordLink,
  mailbox_known: newPasswordLink,
  password_changed: newPasswordLink,
  password_reset: newPasswordLink,
  password_breached: newPasswordLink,
  second_factor_enabled: newPasswordLink,
  second_factor_disabled: newPasswordLink,
  recovery_codes_replaced: newPasswordLink,
  passkey_copied: securityLink,
  factors_removed: securityLink,
  factor_change_undone: newPasswordLink,
  factor_removal_stopped: securityLink,
} as const satisfies Record<string, (voice: Voice) => Block>;

export type NoticeKind = keyof typeof BUTTONS;
export const NOTICE_KINDS = Object.keys(BUTTONS) as NoticeKind[];

const payload = z.object({
  userId: z.string(),
  kind: z.enum(NOTICE_KINDS),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Where the request came from, in words; null if no request caused the notice. */
  from: clientDescriptionSchema.nullable(),
  event: changeEvent,
});
export type SecurityNotice = z.infer<typeof payload>;

/** Mails the owner of an account a notice about its security. */
export const securityNoticeJob: JobKind<SecurityNotice> = { type: 'security.notice', payload };

/** Renders a security notice. */
export function renderSecurityNotice(
  envelope: Envelope,
  { kind, at, from }: Omit<SecurityNotice, 'userId' | 'event'>,
): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { subject, text, came, wasNotYou: advice } = voice.words.notices[kind];
  const origin = came === null || from === null ? [] : [came(voice.where(from), voice.when(at))];
  return renderMail(envelope, {
    kind,
    subject: subject(voice.app),
    blocks: [
      paragraph(text),
      ...origin.map(paragraph),
      ...(advice === null ? [] : wasNotYou(voice, advice)),
      BUTTONS[kind](voice),
    ],
  });
}
