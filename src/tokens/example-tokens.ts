import { EXAMPLE_REFRESH_TOKEN } from '../http/example-values.ts';

/** Unsigned example tokens for the documentation. */
export const EXAMPLE_TOKENS = {
  access: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.c2lnbmF0dXJl',
  refresh: EXAMPLE_REFRESH_TOKEN,
  secondFactor:
    'eyJhbGciOiJIUzI1NiIsInR5cCI6Im1mYStqd3QifQ.eyJ0b2tlbl90eXBlIjoibWZhIn0.c2lnbmF0dXJl',
};
