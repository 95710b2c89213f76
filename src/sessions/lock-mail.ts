import * as z from 'zod';
import type { Lane } from '../guard/lanes.ts';
import { clientDescriptionSchema } from '../http/client-info.ts';
import { paragraph } from '../mail/blocks.tsx';
import type { JobKind } from '../mail/job-queue.ts';
import type { Envelope } from '../mail/letterhead.ts';
import type { Mail } from '../mail/mail.ts';
import { wasNotYou } from '../mail/phrases.ts';
import { renderMail } from '../mail/render-mail.tsx';
import { type Voice, voiceOf } from '../mail/voice.ts';

const payload = z.object({
  /** Null for unknown names, which queue the job too. */
  userId: z.string().nullable(),
  lane: z.string() as z.ZodType<Lane>,
  what: z.enum(['password', 'code']).optional(),
  /** Whether the lane stays shut until the owner acts. */
  shut: z.boolean().optional(),
  /** Epoch milliseconds. */
  at: z.number(),
  from: clientDescriptionSchema,
});
export type LockNotice = z.infer<typeof payload>;

/** Mails the owner of an account that a lane has no tries left. */
export const lockNoticeJob: JobKind<LockNotice> = { type: 'password.lock_notice', payload };

export type LockNoticeMail = {
  link: string;
  /** How long a lock by passwords lasts, in milliseconds. */
  duration: number;
  notice: Pick<LockNotice, 'lane' | 'what' | 'shut' | 'at' | 'from'>;
};
type LockText = { subject: string; text: string[]; advice: string };

/** Renders the notice that a lane has no tries left, with a link that restores them. */
export function renderLockNotice(envelope: Envelope, mail: LockNoticeMail): Promise<Mail> {
  const voice = voiceOf(envelope);
  const { ifYou, button } = voice.words.alarms.lock;
  const { subject, text, advice } = describeLock(voice, mail);
  return renderMail(envelope, {
    kind: 'locked',
    subject,
    blocks: [
      ...text.map(paragraph),
      paragraph(ifYou),
      { kind: 'link', label: button, url: mail.link },
      ...wasNotYou(voice, advice),
    ],
  });
}

function describeLock(voice: Voice, { duration, notice }: LockNoticeMail): LockText {
  const { lane, what = 'password', at, from } = notice;
  if (lane === 'second-step') return describeSecondStep(voice, notice);
  const { app, when, where, span } = voice;
  const { code, password, wasNotYou: advice } = voice.words.alarms.lock;
  const origin = [where(from), when(at)] as const;
  if (what === 'code') return { subject: code.subject(app), text: [code.text(...origin)], advice };
  return {
    subject: password.subject(app, span(duration)),
    text: [password.text(...origin, when(at + duration))],
    advice,
  };
}

function describeSecondStep(
  { words, app, where, when }: Voice,
  { what = 'code', shut = false, from, at }: LockNoticeMail['notice'],
): LockText {
  const { secondStep } = words.alarms.lock;
  const tooMany = what === 'code' ? secondStep.codeSubject : secondStep.passwordSubject;
  return {
    subject: (shut ? secondStep.shutSubject : tooMany)(app),
    text: [secondStep[what](where(from), when(at)), shut ? secondStep.shut : secondStep.forAWhile],
    advice: what === 'code' ? secondStep.hadPassword : secondStep.hadCode,
  };
}
