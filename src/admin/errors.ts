import { defineError } from '../shared/errors.ts';

export const reauthenticationRequired = defineError(
  'reauthentication_required',
  'forbidden',
  'Sign in again to do this',
);
