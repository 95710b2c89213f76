import type { Context } from 'hono';
import type { PageContext } from '../../kit/page-context.ts';
import type { PageSession } from './page-session.ts';

/** What the page of a request knows, for functions that answer for several routes. */
export const pageOf = (c: Context): PageContext => c.get('page') as PageContext;

/** Who is signed in, behind `signedIn`. */
export const sessionOf = (c: Context): PageSession => c.get('session') as PageSession;
