import type { Context } from 'hono';
import { notFound } from '../../http/errors.ts';
import { noteProblem } from '../../http/request-log.ts';

/**
 * Leads from a question about something that is gone back to its list, a path of ours, which says
 * what is left: it may be gone by a press that seemed to fail. The same for what is somebody else's
 * and for unknown ids; the log notes that nothing was found.
 */
export function backToList(c: Context, list: string): Response {
  noteProblem(c, notFound.code);
  return c.redirect(list, 303);
}
