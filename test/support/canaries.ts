import { breachDigest } from '../../src/methods/password/breach-check.ts';

/** How many characters identify a token: too many to occur by chance. */
const TAIL = 16;

/** Secrets planted by a test or issued by the service, and how to find them in what leaves it. */
export function createCanaries() {
  const secrets = new Map<string, string[]>();
  const codes = new Set<string>();

  return {
    /** A password, a token or a key, in any encoding that a careless line might use. */
    plant(secret: string): string {
      if (secret.length >= 8) secrets.set(secret, formsOf(secret));
      return secret;
    },
    /** A password; the digest used in breach look-ups is as secret as the password. */
    plantPassword(password: string): string {
      secrets.set(password, [...formsOf(password), breachDigest(password)]);
      return password;
    },
    /** A code of digits, matched as a whole word: longer numbers may contain it by chance. */
    plantCode(code: string): string {
      codes.add(code);
      return code;
    },
    count: () => secrets.size + codes.size,
    /** The secrets that a text contains. */
    leaksIn(text: string): string[] {
      const lower = text.toLowerCase();
      const found = [...secrets]
        .filter(([, forms]) => forms.some((form) => lower.includes(form.toLowerCase())))
        .map(([secret]) => secret);
      const isCode = (code: string) =>
        new RegExp(`(?<![\\w.])${code}(?!\\w)`).test(text) ||
        base64Forms(code).some((form) => text.includes(form));
      return [...found, ...[...codes].filter(isCode)];
    },
  };
}
export type Canaries = ReturnType<typeof createCanaries>;

function formsOf(secret: string): string[] {
  const hex = [...new TextEncoder().encode(secret)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  // The end identifies a token: all JWTs start alike.
  const tail = secret.length >= 2 * TAIL ? [secret.slice(-TAIL)] : [];
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    ...tail,
    ...base64Forms(secret),
  ];
}

/** A text's encodings inside base64 and base64url, at each of the three possible offsets. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = btoa(`${'\0'.repeat(offset)}${unescape(encodeURIComponent(secret))}`).replace(
      /=+$/,
      '',
    );
    // The characters at either end also contain bits of their neighbours.
    const form = encoded.slice(offset === 0 ? 0 : offset + 1, -1);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
