import { v7 } from 'uuid';

/** The source of randomness. Passed in, so that tests can make it repeatable. */
export type Random = {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** A random UUID (version 4). */
  uuid(): string;
  /** A UUID (version 7, RFC 9562 §5.7) that sorts by `now` (epoch milliseconds), for row keys. */
  uuidAt(now: number): string;
  /** A string of `digits` decimal digits, each value equally likely. At most 9 digits. */
  code(digits: number): string;
};

/** Random values from the platform's cryptographic generator. */
export const systemRandom: Random = {
  bytes: randomBytes,
  uuid: () => crypto.randomUUID(),
  uuidAt: (now) => v7({ msecs: now, random: randomBytes(16) }),
  code: randomCode,
};

/** Sorts before every UUID of version 7 that is made at `now` (epoch milliseconds) or later. */
export function lowestUuidAt(now: number): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** When a UUID of version 7 was made (epoch milliseconds): its first 48 bits (RFC 9562 §5.7). */
export const timeOfUuid = (id: string): number =>
  Number.parseInt(id.replace('-', '').slice(0, 12), 16);

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

function randomCode(digits: number): string {
  const range = 10 ** digits;
  // Values above the last whole multiple of the range would favour small codes.
  const limit = 2 ** 32 - (2 ** 32 % range);
  for (;;) {
    const value = new DataView(randomBytes(4).buffer).getUint32(0);
    if (value < limit) return String(value % range).padStart(digits, '0');
  }
}
