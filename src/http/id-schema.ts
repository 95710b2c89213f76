import * as z from 'zod';

/** A UUID in a path, a query or a body, in either case (RFC 9562 §4), and in lower case from then on. */
export const idSchema = z.uuid().toLowerCase();
