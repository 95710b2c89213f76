declare module 'validator/lib/normalizeEmail.js' {
  import type validator from 'validator';

  export default function normalizeEmail(
    email: string,
    options?: validator.NormalizeEmailOptions,
  ): string | false;
}
