import * as z from 'zod';
import { reasonBody } from '../../admin/route-schemas.ts';
import type { By } from '../../oauth/clients/client-event.ts';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import type { ManageClients } from '../../oauth/clients/manage-clients.ts';

/** What can be done to a client beside changing its settings. */
export const CLIENT_ACTS = ['rotate', 'disable', 'enable', 'remove'] as const;
export type ClientAct = (typeof CLIENT_ACTS)[number];

/** Which former secret stays good when there is another. */
export const KEPT = ['newest', 'oldest', 'none'] as const;

/** A form about a client that was shown: when it was changed last, in epoch milliseconds. */
export const seenForm = reasonBody.extend({ version: z.coerce.number().int() });
export const clientActForm = seenForm.extend({
  act: z.enum(CLIENT_ACTS),
  keep: z.enum(KEPT).default('newest'),
});
export type ClientActForm = z.output<typeof clientActForm>;

type ActWords = { title: string; what: string; look: 'go' | 'bad' };

export const CLIENT_ACT_WORDS: Record<ClientAct, ActWords> = {
  rotate: {
    title: 'Renew the secret',
    what:
      'The app gets another secret, which the next page shows once. At most two secrets are good ' +
      'at a time, so that the app can be given the new one before the former one ends.',
    look: 'go',
  },
  disable: {
    title: 'Disable client',
    what:
      'Within half a minute nobody can sign in by this app, and its tokens are refused. Nothing ' +
      'is lost: it works again once you enable it.',
    look: 'bad',
  },
  enable: {
    title: 'Enable client',
    what: 'People can sign in by this app again. Sessions that had not run out go on.',
    look: 'go',
  },
  remove: {
    title: 'Delete client',
    what:
      'Everyone who is signed in to this app by this service is signed out of it within half a ' +
      'minute, and nobody can sign in by it. Their accounts and other sessions stay. The app is ' +
      'not told. This can’t be undone: the ID and the secrets are gone for good.',
    look: 'bad',
  },
};

/** The acts that make sense for a client as it is. */
export function clientActsFor(client: ClientView): ClientAct[] {
  const hasSecret = client.token_endpoint_auth_method.startsWith('client_secret_');
  const isDisabled = client.disabled_at !== null;
  const offered = { rotate: hasSecret, disable: !isDisabled, enable: isDisabled, remove: true };
  return CLIENT_ACTS.filter((act) => offered[act]);
}

/**
 * Does an act, by the functions behind the API. Returns the secret that was made, or null. Throws
 * what those throw.
 */
export async function doClientAct(
  clients: ManageClients,
  id: string,
  { act, keep }: ClientActForm,
  by: By,
) {
  if (act === 'rotate') {
    const kept = keep === 'oldest' ? keep : keep === 'newest';
    return clients.rotateSecret(id, { keep: kept }, by);
  }
  if (act === 'remove') await clients.remove(id, by);
  else await clients.change(id, { disabled: act === 'disable' }, by);
  return null;
}
