import { Notice } from '../../kit/notice.tsx';
import type { PageContext } from '../../kit/page-context.ts';
import type { Words } from '../../words/words.ts';
import { PROVIDER_NOTICES, type Told } from '../door/social/provider-notices.ts';
import type { Flash } from '../web/flash.ts';
import type { FlashKey } from '../web/flash-keys.ts';

const textIn = ({ data }: Flash, name: string): string => {
  const value = data?.[name];
  return typeof value === 'string' ? value : '';
};

/** What may be said once above the connections of an account. */
const NOTICES: Partial<Record<FlashKey, (words: Words, flash: Flash) => Told>> = {
  ...PROVIDER_NOTICES,
  consent_withdrawn: ({ consent: { connections } }, flash) => ({
    kind: 'good',
    title: connections.withdrawn(textIn(flash, 'name')),
    more: connections.withdrawnWhat,
  }),
  identity_connected: ({ social: { connections } }, flash) => ({
    kind: 'good',
    title: connections.connected(textIn(flash, 'provider')),
    more: connections.connectedMore,
  }),
  identity_yours: ({ social: { connections } }, flash) => ({
    kind: 'plain',
    title: connections.yours(textIn(flash, 'provider')),
    more: connections.yoursMore,
  }),
  identity_disconnected: ({ social: { connections } }, flash) => ({
    kind: 'good',
    title: connections.disconnected(textIn(flash, 'provider')),
    more: connections.disconnectedMore,
  }),
  connect_expired: ({ social: { connections } }) => ({
    kind: 'warn',
    title: connections.expired,
    more: connections.expiredMore,
  }),
};

/** What was done just now, or that there was nothing to take back. */
export const ConnectionsNotice = ({
  page,
  flash,
  isMissing,
}: {
  page: PageContext;
  flash: Flash | null;
  isMissing: boolean;
}) => {
  const { notThere, notThereWhat } = page.words.consent.connections;
  const told: Told | undefined = isMissing
    ? { kind: 'warn', title: notThere, more: notThereWhat }
    : flash === null
      ? undefined
      : NOTICES[flash.key]?.(page.words, flash);
  if (told === undefined) return null;
  return (
    <Notice kind={told.kind} title={told.title}>
      <p>{told.more}</p>
    </Notice>
  );
};
