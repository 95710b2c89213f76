import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type * as z from 'zod';
import { parseSafely, toFieldErrors } from '../../http/body.ts';
import { csrfFailed } from '../../http/csrf.ts';
import { unsupportedMediaType } from '../../http/errors.ts';
import { isForm } from '../../http/form.ts';
import { noteProblem } from '../../http/request-log.ts';
import type { PageContext } from '../../kit/page-context.ts';
import { formBody } from './form-body.ts';
import { bindingsOf, isFromOwnPage } from './page-csrf.ts';
import type { ProvidePages } from './page-deps.ts';
import { CookiesOff, OutOfDate } from './refused-form.tsx';

/** A posted form. */
export type PageForm<Data> = {
  /** What was sent, by field, as it was typed. */
  fields: Record<string, string>;
  /** The parsed fields; null if one of them is wrong. Empty fields count as absent. */
  data: Data | null;
  /** Wrong fields, each with the code of the rule that it breaks, such as `required`. */
  wrong: { field: string; code: string; message: string }[];
};

/**
 * Passes only forms of our own pages and sets `c.var.form`: the request must come from our origin
 * and have the token of its session or browser. Anything else gets a page that leads on. Mount it
 * after `openPage`, `openDoor` or `signedIn`.
 */
export function readForm<Schema extends z.ZodType>(provide: ProvidePages, schema: Schema) {
  return createMiddleware<{
    Variables: { page: PageContext; form: PageForm<z.output<Schema>> };
  }>(async (c, next) => {
    if (!isForm(c)) throw unsupportedMediaType();
    const fields = await formBody(c);
    const refused = refuse(c, provide, fields);
    if (refused !== null) return refused;
    const given = Object.entries(fields).filter(([, value]) => value !== '');
    const result = parseSafely(schema, Object.fromEntries(given));
    c.set('form', {
      fields,
      data: result.success ? result.data : null,
      wrong: result.success ? [] : toFieldErrors(result.error.issues),
    });
    return next();
  });
}

function refuse(c: Context, provide: ProvidePages, fields: Record<string, string>) {
  const { pageCsrf, returnRules, browser } = provide(c);
  const page = c.get('page') as PageContext;
  const bindings = bindingsOf(c, browser);
  const token = fields.csrf_token ?? '';
  const isOwn = isFromOwnPage(c, returnRules.own);
  if (isOwn && bindings.some((binding) => pageCsrf.isGood(token, binding))) return null;
  noteProblem(c, csrfFailed.code);
  const isBare = isOwn && token !== '' && bindings.length === 0;
  const Refused = isBare ? CookiesOff : OutOfDate;
  return c.html(<Refused page={page} path={c.req.path} link={fields.token ?? null} />, 403);
}
