import { defineError } from '../shared/errors.ts';

export const validationError = defineError('validation_error', 'invalid', 'The request is invalid');
export const invalidJson = defineError('invalid_json', 'invalid', 'The body is not valid JSON');
export const notFound = defineError('not_found', 'not_found', 'Not found');
/** Returns `not_found` for an address that nothing answers at, with where the others are. */
export const unknownAddress = () =>
  notFound({ detail: 'Nothing is at this address. The API is described at /api/docs.' });
export const methodNotAllowed = defineError(
  'method_not_allowed',
  'method_not_allowed',
  'This method is not allowed here',
);
export const bodyTooLarge = defineError(
  'body_too_large',
  'too_large',
  'The body is larger than 64 KiB',
);
export const unsupportedMediaType = defineError(
  'unsupported_media_type',
  'unsupported_media_type',
  'The content type is not supported',
);
export const forbidden = defineError('forbidden', 'forbidden', 'This is not allowed');
