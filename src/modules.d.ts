declare module '@zxcvbn-ts/language-common/dist/passwords.json.mjs' {
  const passwords: string[];
  export default passwords;
}

declare module 'validator/lib/normalizeEmail.js' {
  import type validator from 'validator';

  export default function normalizeEmail(
    email: string,
    options?: validator.NormalizeEmailOptions,
  ): string | false;
}
