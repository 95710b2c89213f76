import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { reasonBody } from '../../admin/route-schemas.ts';
import { act } from '../../hosted/account/act.ts';
import { isFresh, proveFirst } from '../../hosted/account/fresh-page.ts';
import { pageOf, sessionOf } from '../../hosted/web/page-of.ts';
import { type PageForm, readForm } from '../../hosted/web/read-form.tsx';
import { clientInfo } from '../../http/client-info.ts';
import { clientIdOfForm } from '../../oauth/clients/client-id.ts';
import { newClient } from '../../oauth/clients/client-schemas.ts';
import { clientChanged } from '../../oauth/clients/errors.ts';
import type { ManageClients } from '../../oauth/clients/manage-clients.ts';
import { storageUnavailable } from '../../shared/errors.ts';
import type { Random } from '../../shared/random.ts';
import { CLIENTS } from '../frame.tsx';
import { mayAct, staffOnly } from '../gate.tsx';
import { Unsure } from './client-notices.tsx';
import { ToClients } from './client-view.tsx';
import { problemOfForm, problemOfSettings, readSettings } from './form-errors.tsx';
import { type FormGateDeps, holdBack, type Shown, sayAt, takeSaid, typedIn } from './form-gate.tsx';
import { ClientFormPage } from './form-view.tsx';
import { KindChoice } from './kind-choice.tsx';
import { defaultsOf, kindOf, NEW_CLIENT } from './kinds.ts';
import type { Place } from './next-steps.tsx';
import { SecretPage } from './secret-view.tsx';
import { settingsOf } from './settings-form.ts';

export type NewClientDeps = FormGateDeps &
  Place & { manageClients: Pick<ManageClients, 'register'>; random: Random };

/** `draft` is the form's own: sent twice, it registers one client. */
const draft = z.string().regex(/^[\da-f]{32}$/);
const newForm = reasonBody.extend({ draft });

/** `/admin/clients/new`: registers a client. Its secret is in the answer, and nowhere else. */
export const newClientPage = (provide: (c: Context) => NewClientDeps) =>
  new Hono({ strict: false })
    .get('/new', ...staffOnly(provide, 'admin_read'), async (c) => {
      const deps = provide(c);
      const { pathname, search } = new URL(c.req.url);
      if (mayAct(c.var.session) && !isFresh(c.var.session, deps.clock))
        return proveFirst(c, pathname + search);
      return show(c, deps, await takeSaid(c, deps));
    })
    .post('/new', ...staffOnly(provide, 'admin_act'), readForm(provide, newForm), (c) =>
      take(c, provide(c), c.var.form),
    );

async function take(
  c: Context,
  deps: NewClientDeps,
  { fields, data, wrong }: PageForm<z.output<typeof newForm>>,
): Promise<Response> {
  const typed = typedIn(fields);
  const again = (shown: Shown) => show(c, deps, { status: 400, typed, ...shown });
  const held = await holdBack(c, deps, typed, again);
  if (held !== null) return held;
  if (data === null) return again(problemOfForm(c, wrong));
  const given = settingsOf(typed);
  const read = readSettings(newClient, given);
  if (read.data === null) return again(read.problem);
  const session = sessionOf(c);
  const by = { actorId: session.user.id, reason: data.reason ?? null, client: clientInfo(c) };
  const id = clientIdOfForm(session.user.id, data.draft);
  const work = async () => {
    const client = await deps.manageClients.register(read.data, by, id);
    if (client.client_secret === undefined) return sayAt(c, deps, pathOf(id), 'registered');
    const about = { page: pageOf(c), session, client, issuer: deps.issuer };
    return c.html(<SecretPage {...about} title="The client is registered" />);
  };
  return act(c, deps, work, (refusal, status) => {
    if (refusal.code === clientChanged.code) return sayAt(c, deps, pathOf(id), 'twice');
    // The same form, since a new one would register another client.
    if (refusal.code === storageUnavailable.code)
      return again({ status, notice: <Unsure page={pageOf(c)} /> });
    const problem = problemOfSettings(refusal, given);
    return problem && again({ ...problem, status });
  });
}

const pathOf = (id: string) => `${CLIENTS}/${id}`;

function show(
  c: Context,
  { random }: NewClientDeps,
  { status = 200, notice = null, typed, errors = [] }: Shown,
): Response | Promise<Response> {
  const kind = kindOf(typed?.kind ?? c.req.query('kind'));
  const kept = draft.safeParse(typed?.draft).data ?? random.bytes(16).toHex();
  const page = pageOf(c);
  return c.html(
    <ClientFormPage
      page={page}
      session={sessionOf(c)}
      title="Register a client"
      above={<ToClients />}
      intro={<KindChoice kind={kind} />}
      notice={notice}
      typed={typed ?? defaultsOf(kind)}
      errors={errors}
      isWrong={status >= 400}
      action={NEW_CLIENT}
      hidden={{ draft: kept, kind }}
      go="Register client"
      back={CLIENTS}
    />,
    { status: status as 200 },
  );
}
