import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { act } from '../../hosted/account/act.ts';
import { isFresh, proveFirst } from '../../hosted/account/fresh-page.ts';
import { pageOf, sessionOf } from '../../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../../hosted/web/read-form.tsx';
import { clientInfo } from '../../http/client-info.ts';
import { clientChanges } from '../../oauth/clients/client-schemas.ts';
import type { ClientView } from '../../oauth/clients/client-view.ts';
import { clientChanged } from '../../oauth/clients/errors.ts';
import type { ManageClients } from '../../oauth/clients/manage-clients.ts';
import { CLIENTS } from '../frame.tsx';
import { mayAct, staffOnly } from '../gate.tsx';
import type { Typed } from '../reason-field.tsx';
import { seenForm } from './client-acts.ts';
import { versionOf } from './client-acts-view.tsx';
import { clientIdOf } from './client-id-of.ts';
import { ClientTags } from './clients-view.tsx';
import { problemOfForm, problemOfSettings, readSettings } from './form-errors.tsx';
import { type FormGateDeps, holdBack, type Shown, sayAt, takeSaid, typedIn } from './form-gate.tsx';
import { ClientFormPage } from './form-view.tsx';
import type { Place } from './next-steps.tsx';
import { Overtaken } from './overtaken.tsx';
import { SecretPage } from './secret-view.tsx';
import { changesOf, typedOf } from './settings-form.ts';

export type EditClientDeps = FormGateDeps &
  Place & { manageClients: Pick<ManageClients, 'view' | 'change'> };

/** `/admin/clients/:client_id/edit`: the settings of a client. */
export const editClientPage = (provide: (c: Context) => EditClientDeps) =>
  new Hono({ strict: false })
    .get('/:client_id/edit', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      const { session } = c.var;
      if (mayAct(session) && !isFresh(session, deps.clock)) return proveFirst(c);
      return show(c, deps, await takeSaid(c, deps));
    })
    .post(
      '/:client_id/edit',
      ...staffOnly(provide, 'admin_act'),
      readForm(provide, seenForm),
      (c) => take(c, provide(c), c.var.form),
    );

async function take(
  c: Context,
  deps: EditClientDeps,
  { fields, data, wrong }: PageForm<z.output<typeof seenForm>>,
): Promise<Response> {
  const [id, typed] = [clientIdOf(c), typedIn(fields)];
  const again = (shown: Shown) => show(c, deps, { status: 400, typed, ...shown });
  const held = await holdBack(c, deps, typed, again);
  if (held !== null) return held;
  if (data === null) return again(problemOfForm(c, wrong));
  const { manageClients, issuer } = deps;
  const client = await manageClients.view(id);
  if (versionOf(client) !== String(data.version)) return overtaken(c, deps, typed);
  const changes = changesOf(typed, client);
  const path = `${CLIENTS}/${id}`;
  if (Object.keys(changes).length === 0) return sayAt(c, deps, path, 'unchanged');
  const read = readSettings(clientChanges, changes);
  if (read.data === null) return again(read.problem);
  const session = sessionOf(c);
  const { version: seen, reason = null } = data;
  const by = { actorId: session.user.id, reason, seen, client: clientInfo(c) };
  const work = async () => {
    const changed = await manageClients.change(id, read.data, by);
    if (changed.client_secret === undefined) return sayAt(c, deps, path, 'changed');
    const about = { page: pageOf(c), session, client: changed, issuer };
    return c.html(<SecretPage {...about} title="The client has a secret now" />);
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === clientChanged.code) return overtaken(c, deps, typed);
    const problem = problemOfSettings(refusal, changes);
    return problem && again({ ...problem, status });
  });
}

/** The form again, for a client that somebody else has changed since it was opened. */
const overtaken = (c: Context, deps: EditClientDeps, typed: Typed) =>
  show(c, deps, { status: 409, typed }, (client) => (
    <Overtaken page={pageOf(c)} client={client} changes={changesOf(typed, client)} />
  ));

async function show(
  c: Context,
  deps: EditClientDeps,
  { status = 200, notice = null, typed, errors = [] }: Shown,
  noticeOf = (_: ClientView) => notice,
): Promise<Response> {
  const client = await deps.manageClients.view(clientIdOf(c));
  const path = `${CLIENTS}/${client.client_id}`;
  return c.html(
    <ClientFormPage
      page={pageOf(c)}
      session={sessionOf(c)}
      title="Settings of a client"
      above={<ToClient client={client} />}
      intro={<Intro />}
      notice={noticeOf(client)}
      typed={typed ?? typedOf(client)}
      errors={errors}
      isWrong={status >= 400}
      action={`${path}/edit`}
      hidden={{ version: versionOf(client) }}
      go="Save settings"
      back={path}
    />,
    { status: status as 200 },
  );
}

const Intro = () => (
  <p>
    What you change works within half a minute everywhere. If it’s to prove itself in another way,
    secrets or keys of the way before end, and a secret that it needs is shown once.
  </p>
);

const ToClient = ({ client }: { client: ClientView }) => (
  <p>
    <a href={`${CLIENTS}/${client.client_id}`}>
      <bdi>{client.client_name}</bdi>
    </a>{' '}
    <ClientTags client={client} />
  </p>
);
