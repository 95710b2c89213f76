import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { isFresh, proveFirst } from '../../hosted/account/fresh-page.ts';
import { STEP_UP } from '../../hosted/account/step-up-view.tsx';
import { pageOf, sessionOf } from '../../hosted/web/page-of.ts';
import { withReturn } from '../../hosted/web/return-to.ts';
import { forbidden } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';
import type { FieldError } from '../../kit/notice.tsx';
import type { Clock } from '../../shared/clock.ts';
import { reauthenticationRequired } from '../../step-up/fresh-proof.ts';
import { CLIENTS } from '../frame.tsx';
import { type GateDeps, mayAct } from '../gate.tsx';
import type { Typed } from '../reason-field.tsx';
import { OnlyAdmins, ProveBeside, Said, WaitingForPress } from './client-notices.tsx';

export type FormGateDeps = GateDeps & { clock: Clock };

/** What a page shows beside what it is about. */
export type Shown = { status?: number; notice?: Child; typed?: Typed; errors?: FieldError[] };
type Show = (shown: Shown) => Response | Promise<Response>;

/** Bytes of JSON that fit into a cookie of 4096 once they are sealed (RFC 6265 §6.1). */
const MOST_KEPT = 2400;

/** What was typed into a form, without what its page put there. */
export const typedIn = (fields: Record<string, string>): Typed => {
  const { csrf_token: _, version: __, return_to: ___, ...typed } = fields;
  return typed;
};

/**
 * Returns what becomes of a form that is not to be done: of staff, who are told why, and of an
 * admin without a fresh proof, who is asked for one and loses nothing of what they typed. Null for
 * an admin with a fresh one.
 */
export async function holdBack(
  c: Context,
  deps: FormGateDeps,
  typed: Typed,
  show: Show,
): Promise<Response | null> {
  const [page, session] = [pageOf(c), sessionOf(c)];
  if (!mayAct(session)) {
    noteProblem(c, forbidden.code);
    return show({ status: 403, notice: <OnlyAdmins page={page} /> });
  }
  if (isFresh(session, deps.clock)) return null;
  noteProblem(c, reauthenticationRequired.code);
  const data = { ...typed, for: c.req.path };
  if (new TextEncoder().encode(JSON.stringify(data)).length > MOST_KEPT) {
    const to = withReturn(STEP_UP, CLIENTS);
    return show({ status: 403, typed, notice: <ProveBeside page={page} to={to} /> });
  }
  await deps.flashes.set(c, { key: 'client_waiting', data }, session.claims.sid);
  return proveFirst(c);
}

/** Leads to a page that says once what was done. */
export async function sayAt(c: Context, deps: FormGateDeps, to: string, what: string) {
  const data = { what, for: to };
  await deps.flashes.set(c, { key: 'client_said', data }, sessionOf(c).claims.sid);
  return c.redirect(to, 303);
}

/** Returns what this page is to say once, and what was typed before a proof. */
export async function takeSaid(c: Context, deps: FormGateDeps): Promise<Shown> {
  const flash = await deps.flashes.take(c, sessionOf(c).claims.sid);
  if (flash?.data?.for !== c.req.path) return {};
  if (flash.key === 'client_said') return { notice: <Said what={flash.data.what} /> };
  if (flash.key !== 'client_waiting') return {};
  return { notice: <WaitingForPress />, typed: flash.data as Typed };
}
