import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { FieldError } from '../../../kit/notice.tsx';
import type { PageContext } from '../../../kit/page-context.ts';
import { pageHeaders } from '../../../kit/page-headers.ts';
import { openDoor } from '../../web/open-page.ts';
import { pageOf } from '../../web/page-of.ts';
import { readForm } from '../../web/read-form.tsx';
import { TICKED } from '../sign-up-form.ts';
import { FinishView } from './finish-view.tsx';
import { goOnWith } from './go-on.ts';
import { knownProvider, providerOf } from './provider-names.ts';
import type { SocialPageDeps } from './social-deps.ts';
import { pendingOf, waitingFor } from './waiting.ts';

const box = z.literal(TICKED).optional();
const form = z.object({ terms_accepted: box, privacy_policy_accepted: box });

/**
 * `/sign-in/with/:provider/finish`: what a newcomer agrees to before there is an account. Limited
 * by the shield, since all that a form can do is end the one sign-in of its provider's answer.
 */
export const finishPage = (provide: (c: Context) => SocialPageDeps) =>
  new Hono({ strict: false })
    .get(
      '/:provider/finish',
      pageHeaders(provide),
      knownProvider(provide),
      openDoor(provide),
      waitingFor(provide, 'finish'),
      (c) => show(c, {}),
    )
    .post(
      '/:provider/finish',
      pageHeaders(provide),
      openDoor(provide),
      readForm(provide, form),
      knownProvider(provide),
      waitingFor(provide, 'finish'),
      (c) => finish(c, provide(c), c.var.form.fields),
    );

type Fields = Record<string, string>;

function show(c: Context, fields: Fields, errors: FieldError[] = []): Response | Promise<Response> {
  const { answer, provedEmail } = pendingOf(c);
  const about = { page: pageOf(c), provider: providerOf(c), email: provedEmail ?? answer.email };
  const ticked = {
    terms: fields.terms_accepted === TICKED,
    privacy: fields.privacy_policy_accepted === TICKED,
  };
  const status = errors.length > 0 ? 400 : 200;
  return c.html(<FinishView {...about} ticked={ticked} errors={errors} />, status);
}

async function finish(c: Context, deps: SocialPageDeps, fields: Fields): Promise<Response> {
  const page = pageOf(c);
  const errors = missing(page, fields);
  if (errors.length > 0) return show(c, fields, errors);
  const pending = pendingOf(c);
  const { answer, attempt } = pending;
  const now = deps.clock();
  const consents = {
    termsAcceptedAt: page.brand.termsUrl === null ? null : now,
    privacyPolicyAcceptedAt: page.brand.privacyUrl === null ? null : now,
  };
  return goOnWith(c, deps, { answer, attempt, pending, consents });
}

/** What is asked for and was not ticked. */
function missing({ brand, words }: PageContext, fields: Fields): FieldError[] {
  const { problems } = words.signUp;
  const tick = (field: string, isAsked: boolean, message: string) =>
    isAsked && fields[field] !== TICKED ? [{ field, message }] : [];
  return [
    ...tick('terms_accepted', brand.termsUrl !== null, problems.terms),
    ...tick('privacy_policy_accepted', brand.privacyUrl !== null, problems.privacy),
  ];
}
