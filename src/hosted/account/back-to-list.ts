import type { Context } from 'hono';
import { notFound } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';

/**
 * Redirects to a list, a path of ours, from a question about something that is gone: a press that
 * seemed to fail may have removed it, and the list shows what is left. Treats what belongs to
 * somebody else, and unknown ids, the same. The log notes `not_found`.
 */
export function backToList(c: Context, list: string): Response {
  noteProblem(c, notFound.code);
  return c.redirect(list, 303);
}
