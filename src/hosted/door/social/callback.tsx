import { type Context, Hono } from 'hono';
import { unsupportedMediaType } from '../../../http/errors.ts';
import { isForm } from '../../../http/form.ts';
import { pageHeaders } from '../../../kit/page-headers.ts';
import { limitByAddress, limitRefusals } from '../../../limits/limit.ts';
import type { Attempt } from '../../../methods/social/attempt.ts';
import type { ProviderAnswer } from '../../../methods/social/provider-answer.ts';
import { formBody } from '../../web/form-body.ts';
import { openDoor } from '../../web/open-page.ts';
import { attemptLost, failAttempt } from './fail-attempt.ts';
import { goOnWith } from './go-on.ts';
import { knownProvider, providerOf } from './provider-names.ts';
import type { SocialPageDeps } from './social-deps.ts';
import { JOIN, withProvider } from './social-paths.ts';

/**
 * `/sign-in/with/:provider/callback`: where providers send people back. The form is the one that
 * takes posts of other sites, without cookies of ours: it parks what was sent, and decides nothing.
 */
export const callbackPage = (provide: (c: Context) => SocialPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/:provider/callback',
      pageHeaders(provide),
      limitRefusals(provide, 'provider_refused', 'unauthenticated'),
      // Each replay of an attempt would call the provider.
      limitByAddress(provide, 'provider_answer'),
      knownProvider(provide),
      openDoor(provide),
      (c) => comeBack(c, provide(c)),
    )
    .post('/:provider/callback', pageHeaders(provide), knownProvider(provide), async (c) => {
      if (!isForm(c)) throw unsupportedMediaType();
      const { id } = c.var.provider;
      await provide(c).parkedAnswers.park(c, id, await formBody(c));
      return c.redirect(withProvider(id, '/callback'), 303);
    });

async function comeBack(c: Context, deps: SocialPageDeps): Promise<Response> {
  // Hono serves it as a GET, which would use the answer up.
  if (c.req.method === 'HEAD') return c.body(null, 204);
  const { id } = providerOf(c);
  const params = await paramsOf(c, deps);
  const found = await deps.attemptCookies.take(c, params.get('state') ?? '');
  const attempt = found?.provider === id ? found : null;
  let answer: ProviderAnswer;
  try {
    if (attempt === null) throw attemptLost();
    answer = await deps.finishAttempt({ attempt, params });
  } catch (error) {
    return failAttempt(c, deps, { error, attempt });
  }
  return attempt.intent.kind === 'connect'
    ? askToConnect(c, deps, { answer, attempt })
    : goOnWith(c, deps, { answer, attempt });
}

/** What the provider sent by the address, else by the form that was parked. */
async function paramsOf(c: Context, { parkedAnswers }: SocialPageDeps): Promise<URLSearchParams> {
  const { searchParams } = new URL(c.req.url);
  if (searchParams.has('state')) return searchParams;
  return (await parkedAnswers.take(c, providerOf(c).id)) ?? new URLSearchParams();
}

/** Only the account's owner connects a provider to it, on a page that says which. */
async function askToConnect(
  c: Context,
  { pendingIdentities }: SocialPageDeps,
  shown: { answer: ProviderAnswer; attempt: Attempt },
): Promise<Response> {
  await pendingIdentities.begin(c, { ...shown, stage: 'connect' });
  return c.redirect(JOIN, 303);
}
