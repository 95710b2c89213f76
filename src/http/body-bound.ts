import { bodyLimit } from 'hono/body-limit';
import { bodyTooLarge } from './errors.ts';

/** Largest body of a request, in bytes. */
const MAX_BODY = 64 * 1024;

/** Refuses a body over 64 KiB, before it is read. */
export const bodyBound = bodyLimit({
  maxSize: MAX_BODY,
  onError: () => {
    throw bodyTooLarge();
  },
});
