import { breachDigest } from '../../src/methods/password/breach-check.ts';

/** Characters of a token that give it away: enough that chance does not make them. */
const TAIL = 16;

/** Secrets that were planted, or handed out by the service, and how to find them again in what left it. */
export function createCanaries() {
  const secrets = new Map<string, string[]>();
  const codes = new Set<string>();

  return {
    /** A password, a token or a key, under any of the forms that a careless line might give it. */
    plant(secret: string): string {
      if (secret.length >= 8) secrets.set(secret, formsOf(secret));
      return secret;
    },
    /** A password, whose digest in breach look-ups is as good as itself. */
    plantPassword(password: string): string {
      secrets.set(password, [...formsOf(password), breachDigest(password)]);
      return password;
    },
    /** A code of digits: found as a word of its own, since any run of digits may hold it by chance. */
    plantCode(code: string): string {
      codes.add(code);
      return code;
    },
    count: () => secrets.size + codes.size,
    /** Which of them a text holds. */
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
  // A token is given away by its end: the beginning of a JWT is the same in each.
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

/** How a text looks inside base64 and base64url, wherever in the encoded whole it begins. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = btoa(`${'\0'.repeat(offset)}${unescape(encodeURIComponent(secret))}`).replace(
      /=+$/,
      '',
    );
    // The characters at either end are made of bits of the neighbours too.
    const form = encoded.slice(offset === 0 ? 0 : offset + 1, -1);
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
