import { type Context, Hono } from 'hono';
import type { ClientHistory } from '../../admin/client-history.ts';
import type { ViewUsers } from '../../admin/view-users.ts';
import { act } from '../../hosted/account/act.ts';
import { pageOf, sessionOf } from '../../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../../hosted/web/read-form.tsx';
import { clientInfo } from '../../http/client-info.ts';
import type { FieldError } from '../../kit/notice.tsx';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { clientChanged, clientWithoutSecret } from '../../oauth/clients/errors.ts';
import type { ManageClients } from '../../oauth/clients/manage-clients.ts';
import type { AppError } from '../../shared/errors.ts';
import { actorsIn } from '../actor.tsx';
import { CLIENTS } from '../frame.tsx';
import { staffOnly } from '../gate.tsx';
import type { Typed } from '../reason-field.tsx';
import { Refused } from '../user-notices.tsx';
import { CLIENT_ACTS, type ClientActForm, clientActForm, doClientAct } from './client-acts.ts';
import { clientIdOf } from './client-id-of.ts';
import { ClientPage } from './client-view.tsx';
import { type FormGateDeps, holdBack, type Shown, sayAt, takeSaid, typedIn } from './form-gate.tsx';
import type { Place } from './next-steps.tsx';
import { SecretPage } from './secret-view.tsx';

export type ClientPageDeps = FormGateDeps &
  Place & {
    manageClients: ManageClients;
    clientHistory: ClientHistory;
    viewUsers: Pick<ViewUsers, 'nameActors'>;
  };

/** `/admin/clients/:client_id`: a client, and what an admin can do. */
export const clientPage = (provide: (c: Context) => ClientPageDeps) =>
  new Hono({ strict: false })
    .get('/:client_id', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      return show(c, deps, await takeSaid(c, deps));
    })
    .post(
      '/:client_id',
      ...staffOnly(provide, 'admin_act'),
      readForm(provide, clientActForm),
      (c) => take(c, provide(c), c.var.form),
    );

async function take(
  c: Context,
  deps: ClientPageDeps,
  { fields, data, wrong }: PageForm<ClientActForm>,
): Promise<Response> {
  const [id, typed] = [clientIdOf(c), typedIn(fields)];
  const again = (shown: Shown) => show(c, deps, shown);
  const held = await holdBack(c, deps, typed, again);
  if (held !== null) return held;
  if (data === null) return again({ status: 400, ...problemOf(c, typed, wrong) });
  const errors = unsure(data.act, typed, await deps.manageClients.view(id));
  if (errors.length > 0) return again({ status: 400, typed, errors });
  const { version: seen, reason = null } = data;
  const { user } = sessionOf(c);
  const by = { actorId: user.id, reason, seen, client: clientInfo(c) };
  const work = async () => {
    const client = await doClientAct(deps.manageClients, id, data, by);
    const to = data.act === 'remove' ? CLIENTS : `${CLIENTS}/${id}`;
    if (client === null) return sayAt(c, deps, to, data.act);
    const about = { page: pageOf(c), session: sessionOf(c), issuer: deps.issuer, client };
    return c.html(<SecretPage {...about} title="The secret is renewed" />);
  };
  return act(c, deps, work, (refusal, status) => {
    const why = reasonOf(refusal, data.act);
    return why === null
      ? null
      : again({ status, typed, notice: <Refused page={pageOf(c)} why={why} /> });
  });
}

/** What is missing for an act that nobody should do by mistake. */
function unsure(act: string, typed: Typed, client: ClientView): FieldError[] {
  if (act !== 'remove' || typed.name?.trim() === client.client_name) return [];
  return [{ field: 'remove-name', message: 'Type the name of this client.' }];
}

/** What is wrong with a form that none of our pages has, or with a reason that is too long. */
function problemOf(c: Context, typed: Typed, wrong: { field: string }[]): Shown {
  const act = CLIENT_ACTS.find((one) => one === typed.act);
  if (act !== undefined && wrong.every(({ field }) => field === 'reason')) {
    const message = 'Make it at most 500 characters.';
    return { typed, errors: [{ field: `${act}-reason`, message }] };
  }
  const why = 'We couldn’t read that form. Fill it in again.';
  return { notice: <Refused page={pageOf(c)} why={why} /> };
}

/** Why nothing was done; null for what has no words here. */
function reasonOf({ code }: AppError, act: string): string | null {
  if (code === clientWithoutSecret.code) return 'This client has no secret to renew.';
  if (code !== clientChanged.code) return null;
  const changed =
    'This client has changed since you opened the page. Look at how it is now, then decide again.';
  return act === 'rotate' ? `${changed} ${LOST}` : changed;
}

const LOST =
  'If it was you who renewed its secret, and the answer was lost, renew it once more and keep the ' +
  'older one: the one that nobody got is dropped.';

async function show(
  c: Context,
  deps: ClientPageDeps,
  { status = 200, notice = null, typed = {}, errors = [] }: Shown,
): Promise<Response> {
  const id = clientIdOf(c);
  const [client, events] = await Promise.all([deps.manageClients.view(id), deps.clientHistory(id)]);
  const names = await deps.viewUsers.nameActors(actorsIn(events));
  const read = { issuer: deps.issuer, client, events, names };
  const about = { page: pageOf(c), session: sessionOf(c), ...read };
  const isWrong = status >= 400;
  return c.html(<ClientPage {...about} {...{ notice, typed, errors, isWrong }} />, {
    status: status as 200,
  });
}
