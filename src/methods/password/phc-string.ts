import type { Argon2Cost } from './argon2.ts';

/** An Argon2id hash with everything needed to check a password against it. */
export type Argon2Hash = {
  cost: Argon2Cost;
  salt: Uint8Array;
  hash: Uint8Array;
};

const COST = String.raw`m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})`;
const SALT = '([A-Za-z0-9+/]{11,86})';
const HASH = '([A-Za-z0-9+/]{16,86})';
const FORMAT = new RegExp(String.raw`^\$argon2id\$v=19\$${COST}\$${SALT}\$${HASH}$`);

/** Formats a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, base64 without padding. */
export function formatPhc({ cost, salt, hash }: Argon2Hash): string {
  const { memoryKib, iterations, parallelism } = cost;
  const parameters = `m=${memoryKib},t=${iterations},p=${parallelism}`;
  return `$argon2id$v=19$${parameters}$${encode(salt)}$${encode(hash)}`;
}

/** Parses a PHC string. Returns null unless it is an Argon2id hash. */
export function parsePhc(text: string): Argon2Hash | null {
  const match = FORMAT.exec(text);
  if (match === null) return null;
  const [, memoryKib, iterations, parallelism, salt = '', hash = ''] = match;
  const [saltBytes, hashBytes] = [decode(salt), decode(hash)];
  if (saltBytes === null || hashBytes === null) return null;
  return {
    cost: {
      memoryKib: Number(memoryKib),
      iterations: Number(iterations),
      parallelism: Number(parallelism),
    },
    salt: saltBytes,
    hash: hashBytes,
  };
}

function encode(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}

function decode(text: string): Uint8Array | null {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return null;
  }
}
