import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { clientInfo } from '../../../http/client-info.ts';
import { pageHeaders } from '../../../kit/page-headers.ts';
import { limitBy, limitByAddress } from '../../../limits/limit.ts';
import { limitAtGuard } from '../../../limits/limit-at-guard.ts';
import { otpInvalid } from '../../../one-time-secrets/errors.ts';
import { codeSchema } from '../../../one-time-secrets/schemas.ts';
import { storageUnavailable } from '../../../shared/errors.ts';
import { emailSchema, nameOfBody } from '../../../users/identifiers.ts';
import { openDoor } from '../../web/open-page.ts';
import { pageOf } from '../../web/page-of.ts';
import { readForm } from '../../web/read-form.tsx';
import { refusalOf } from '../refusal.ts';
import { problemOf } from '../sign-in-problem.tsx';
import { AskOwnAddress, EnterAddressCode } from './address-view.tsx';
import { goOnWith } from './go-on.ts';
import { knownProvider, providerOf } from './provider-names.ts';
import type { SocialPageDeps } from './social-deps.ts';
import { withProvider } from './social-paths.ts';
import { pendingOf, waitingFor } from './waiting.ts';

const addressForm = z.object({ email: emailSchema });
const codeForm = z.object({ otp: codeSchema });

/**
 * `/sign-in/with/:provider/address`: proves an address for which the provider does not vouch. Says
 * the same for every address. Shares the limits of the API's `otp/…`.
 */
export const addressPage = (provide: (c: Context) => SocialPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/:provider/address',
      pageHeaders(provide),
      knownProvider(provide),
      openDoor(provide),
      waitingFor(provide, 'address'),
      (c) => show(c, provide(c)),
    )
    .post(
      '/:provider/address',
      pageHeaders(provide),
      limitByAddress(provide, 'otp_request', { overlap: true }),
      openDoor(provide),
      readForm(provide, addressForm),
      knownProvider(provide),
      waitingFor(provide, 'address'),
      limitBy(provide, 'otp_request_name', 'name', (c) => [
        nameOfBody({ email: c.get('form').fields.email }),
      ]),
      (c) => send(c, provide(c), c.var.form.data?.email ?? null),
    )
    .get('/:provider/address/code', pageHeaders(provide), knownProvider(provide), (c) =>
      c.redirect(withProvider(c.var.provider.id, '/address'), 303),
    )
    .post(
      '/:provider/address/code',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, codeForm),
      knownProvider(provide),
      waitingFor(provide, 'address'),
      limitAtGuard(provide, 'otp_verify_name', (c) =>
        nameOfBody({ email: pendingOf(c).askedEmail ?? '' }),
      ),
      (c) => prove(c, provide(c), c.var.form.data?.otp ?? null),
    );

function show(c: Context, { codeTtl }: SocialPageDeps): Response | Promise<Response> {
  const { askedEmail, answer } = pendingOf(c);
  const about = { page: pageOf(c), provider: providerOf(c) };
  if (askedEmail === null || c.req.query('other') !== undefined)
    return c.html(<AskOwnAddress {...about} typed={askedEmail ?? answer.email ?? ''} />, 200);
  return c.html(<EnterAddressCode {...about} email={askedEmail} codeTtl={codeTtl} />, 200);
}

async function send(c: Context, deps: SocialPageDeps, email: string | null): Promise<Response> {
  const [pending, provider] = [pendingOf(c), providerOf(c)];
  if (email === null) {
    const typed = (c.get('form').fields as Record<string, string>).email ?? '';
    return c.html(<AskOwnAddress {...{ page: pageOf(c), provider, typed }} wrong />, 400);
  }
  const pendingId = pending.id;
  await deps.askAddressCode({ email, provider: provider.id, pendingId, client: clientInfo(c) });
  await deps.pendingIdentities.keep(c, { ...pending, askedEmail: email });
  return c.redirect(withProvider(provider.id, '/address'), 303);
}

async function prove(c: Context, deps: SocialPageDeps, code: string | null): Promise<Response> {
  const [page, provider, pending] = [pageOf(c), providerOf(c), pendingOf(c)];
  const { askedEmail: email } = pending;
  if (email === null) return c.redirect(withProvider(provider.id, '/address'), 303);
  const { answer, attempt } = pending;
  // Proved before, and what came after it failed: the code is used up.
  if (pending.provedEmail === email) return goOnWith(c, deps, { answer, attempt, pending });
  const about = { page, provider, email, codeTtl: deps.codeTtl };
  const words = page.words.signIn.code;
  const again = (message: string, status: 400 | 401) =>
    c.html(<EnterAddressCode {...about} errors={[{ field: 'otp', message }]} />, status);
  if (code === null) return again(words.missing, 400);
  try {
    const client = clientInfo(c);
    await deps.proveAddressCode({ email, code, pendingId: pending.id, client });
  } catch (error) {
    const { refusal } = refusalOf(c, error);
    if (refusal.code === otpInvalid.code) return again(words.wrong, 401);
    if (refusal.code !== storageUnavailable.code) throw error;
    const problem = problemOf({ page, refusal, name: '', lockout: deps.signInRules.lockout });
    return c.html(<EnterAddressCode {...about} problem={problem} />, 503);
  }
  const proved = { ...pending, provedEmail: email };
  // Kept first: the code is used up, whatever becomes of the sign-in.
  await deps.pendingIdentities.keep(c, proved);
  return goOnWith(c, deps, { answer, attempt, pending: proved });
}
