import type { Context } from 'hono';
import type { ActOnUser } from '../admin/act-on-user.ts';
import { requireSeen } from '../admin/require-seen.ts';
import type { SetRoles } from '../admin/set-roles.ts';
import type { ViewUsers } from '../admin/view-users.ts';
import type { PageSession } from '../hosted/web/page-session.ts';
import { clientInfo } from '../http/client-info.ts';
import { ROLES, type Role } from '../shared/role.ts';
import type { EraseAccount } from '../step-up/ports.ts';
import type { ActForm } from './acts.ts';
import type { Typed } from './reason-field.tsx';

export type DoActDeps = {
  viewUsers: Pick<ViewUsers, 'see'>;
  actOnUser: ActOnUser;
  setRoles: SetRoles;
  eraseAccount: EraseAccount;
};

type Doing = {
  c: Context;
  session: PageSession;
  userId: string;
  form: ActForm;
  typed: Typed;
};

/** The roles that the form of roles gives. */
export const rolesIn = (typed: Typed): Role[] =>
  ROLES.filter((role) => role === 'user' || typed[role] !== undefined);

/**
 * Does what the form of an act asks for, by the functions behind the API. Throws what those throw,
 * and `changed_meanwhile` if the user is not as the form's page showed them.
 */
export async function doAct(deps: DoActDeps, { c, session, userId, form, typed }: Doing) {
  const { act, version: seen, reason = null } = form;
  const by = { userId, actorId: session.user.id, reason, seen, client: clientInfo(c) };
  if (act === 'roles') {
    await deps.setRoles({ ...by, roles: rolesIn(typed) });
  } else if (act === 'erase') {
    const { user, version } = await deps.viewUsers.see(userId);
    requireSeen({ version }, seen);
    const { actorId, client } = by;
    await deps.eraseAccount({ user, by: { actorId, reason }, client });
  } else {
    await deps.actOnUser({ ...by, act, identified: typed.identified !== undefined });
  }
}
