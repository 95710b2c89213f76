import * as z from 'zod';

/** A UUID in a path, a query or a body: in either case (RFC 9562 §4), parsed to lower case. */
export const idSchema = z.uuid().toLowerCase();
