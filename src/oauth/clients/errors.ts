import { defineError } from '../../shared/errors.ts';

export const clientChanged = defineError(
  'client_changed',
  'conflict',
  'The client was changed meanwhile',
);
export const clientWithoutSecret = defineError(
  'client_without_secret',
  'conflict',
  'This client has no secret',
);
