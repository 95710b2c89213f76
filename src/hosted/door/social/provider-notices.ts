import type { NoticeKind } from '../../../kit/notice.tsx';
import type { Words } from '../../../words/words.ts';
import type { Flash } from '../../web/flash.ts';

export type Told = { kind: NoticeKind; title: string; more: string };

const providerIn = ({ data }: Flash): string =>
  typeof data?.provider === 'string' ? data.provider : '';

/** What is said once of a way to a provider that led nowhere. */
export const PROVIDER_NOTICES = {
  provider_refused: ({ social }: Words, flash: Flash): Told => ({
    kind: 'plain',
    title: social.notices.refused(providerIn(flash)),
    more: social.notices.refusedMore,
  }),
  provider_unreachable: ({ social }: Words, flash: Flash): Told => ({
    kind: 'warn',
    title: social.notices.unreachable(providerIn(flash)),
    more: social.notices.unreachableMore,
  }),
  provider_invalid: ({ social }: Words, flash: Flash): Told => ({
    kind: 'warn',
    title: social.notices.invalid(providerIn(flash)),
    more: social.notices.invalidMore,
  }),
  provider_lost: ({ social }: Words): Told => ({
    kind: 'plain',
    title: social.notices.lost,
    more: social.notices.lostMore,
  }),
};
