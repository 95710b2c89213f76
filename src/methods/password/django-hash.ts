import type { Argon2Cost, Argon2Version } from './argon2.ts';

/** A Django password hash whose cost is within the bounds below. */
export type DjangoHash =
  | {
      scheme: 'pbkdf2';
      digest: 'sha256' | 'sha1';
      iterations: number;
      salt: Uint8Array;
      hash: Uint8Array;
    }
  | {
      scheme: 'argon2';
      variety: 'argon2id' | 'argon2i';
      version: Argon2Version;
      cost: Argon2Cost;
      salt: Uint8Array;
      hash: Uint8Array;
    }
  | { scheme: 'scrypt'; cost: ScryptCost; salt: Uint8Array; hash: Uint8Array }
  /**
   * `settings` is `$2b$`, cost and salt; `hash` the 31 characters after it. `prehashed`: bcrypt of
   * the password's SHA-256.
   */
  | { scheme: 'bcrypt'; prehashed: boolean; settings: string; hash: string };

export type ScryptCost = { N: number; r: number; p: number };

/** A hash, or why it is rejected: a clause for the operator, without any part of the hash. */
export type DjangoHashReading =
  | { hash: DjangoHash; refusal?: undefined }
  | { refusal: string; hash?: undefined };

/**
 * Upper bounds on the cost of one verification, so that no stored hash can stop a Worker. Measured
 * in workerd (src/cli/README.md, "Moving in from Django"): at most six seconds of CPU, of the 30
 * that Workers Paid allows, and 100 MiB of an isolate's 128.
 */
export const DJANGO_BOUNDS = {
  /** Django 6.0 uses 1,200,000, and about 200,000 more each release. */
  pbkdf2Iterations: 2_000_000,
  bcryptCost: 14,
  /** Django's own cost. */
  argon2MemoryKib: 102_400,
  /** Memory times iterations: five times Django's own. */
  argon2KibTimesIterations: 1_024_000,
  /** 32 MiB at 128 bytes each, Python's default limit. */
  scryptBlocks: 2 ** 18,
  /** N·r·p, 1.6 times Django 5.1's. */
  scryptWork: 2 ** 20,
} as const;

const READERS: Record<string, (rest: string) => DjangoHashReading> = {
  pbkdf2_sha256: (rest) => readPbkdf2(rest, 'sha256', 32),
  pbkdf2_sha1: (rest) => readPbkdf2(rest, 'sha1', 20),
  argon2: readArgon2,
  bcrypt: (rest) => readBcrypt(rest, false),
  bcrypt_sha256: (rest) => readBcrypt(rest, true),
  scrypt: readScrypt,
};

const WEAK = /^(?:(?:unsalted_)?(?:md5|sha1)\$|crypt\$|[0-9a-f]{32}$)/;

/** Parses a Django `password` column (django.contrib.auth.hashers). Never throws. */
export function readDjangoHash(text: string): DjangoHashReading {
  const end = text.indexOf('$');
  const format = text.slice(0, Math.max(0, end));
  if (Object.hasOwn(READERS, format))
    return READERS[format]?.(text.slice(end + 1)) ?? malformed(format);
  if (WEAK.test(text))
    return { refusal: 'the password hash is of a kind that protects nothing (md5, sha1 or crypt)' };
  return { refusal: 'the password hash is in no known format' };
}

function malformed(format: string): DjangoHashReading {
  return { refusal: `the password hash is malformed (${format})` };
}

function tooCostly(what: string, most: number): DjangoHashReading {
  return {
    refusal: `the password hash costs too much: ${what}, more than the maximum of ${most}`,
  };
}

function readPbkdf2(rest: string, digest: 'sha256' | 'sha1', length: number): DjangoHashReading {
  const match = /^([1-9]\d{0,14})\$([^$]{1,128})\$([A-Za-z0-9+/]+={0,2})$/.exec(rest);
  const hash = decode(match?.[3]);
  if (match === null || hash?.length !== length) return malformed(`pbkdf2_${digest}`);
  const iterations = Number(match[1]);
  if (iterations > DJANGO_BOUNDS.pbkdf2Iterations)
    return tooCostly(`${iterations} iterations`, DJANGO_BOUNDS.pbkdf2Iterations);
  return { hash: { scheme: 'pbkdf2', digest, iterations, salt: utf8(match[2]), hash } };
}

// Before 1.3 the reference implementation wrote no version; a missing one means 1.0, as in Django.
const ARGON2_VERSIONS: Record<string, Argon2Version> = { '': 0x10, '16': 0x10, '19': 0x13 };

const ARGON2 = new RegExp(
  [
    String.raw`^(argon2id?|argon2d)\$(?:v=(\d{1,3})\$)?`,
    String.raw`m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$`,
    String.raw`([A-Za-z0-9+/]{11,171})\$([A-Za-z0-9+/]{22,86})$`,
  ].join(''),
);

function readArgon2(rest: string): DjangoHashReading {
  const match = ARGON2.exec(rest);
  const [salt, hash] = [decode(match?.[6]), decode(match?.[7])];
  if (match === null || salt === null || hash === null) return malformed('argon2');
  const [, name, written = '', memory, passes, lanes] = match;
  const version = ARGON2_VERSIONS[written];
  if (version === undefined)
    return { refusal: `the password hash uses an unknown version of argon2 (v=${written})` };
  if (name === 'argon2d')
    return { refusal: 'the password hash uses argon2d, which Django never did' };
  const variety = name === 'argon2i' ? 'argon2i' : 'argon2id';
  const cost = {
    memoryKib: Number(memory),
    iterations: Number(passes),
    parallelism: Number(lanes),
  };
  const { argon2MemoryKib, argon2KibTimesIterations } = DJANGO_BOUNDS;
  // RFC 9106 §3.1: at least eight KiB a lane.
  if (cost.memoryKib < 8 * cost.parallelism) return malformed('argon2');
  if (cost.memoryKib > argon2MemoryKib)
    return tooCostly(`${cost.memoryKib} KiB of memory`, argon2MemoryKib);
  const work = cost.memoryKib * cost.iterations;
  if (work > argon2KibTimesIterations)
    return tooCostly(`${work} KiB times iterations`, argon2KibTimesIterations);
  return { hash: { scheme: 'argon2', variety, version, cost, salt, hash } };
}

function readBcrypt(rest: string, prehashed: boolean): DjangoHashReading {
  const match = /^(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/.exec(rest);
  const cost = Number(match?.[2]);
  if (match === null || cost < 4) return malformed(prehashed ? 'bcrypt_sha256' : 'bcrypt');
  if (cost > DJANGO_BOUNDS.bcryptCost)
    return tooCostly(`a cost of ${cost}`, DJANGO_BOUNDS.bcryptCost);
  return { hash: { scheme: 'bcrypt', prehashed, settings: match[1] ?? '', hash: match[3] ?? '' } };
}

function readScrypt(rest: string): DjangoHashReading {
  const match =
    /^([1-9]\d{0,14})\$([^$]{1,128})\$([1-9]\d{0,9})\$([1-9]\d{0,9})\$([A-Za-z0-9+/]+={0,2})$/.exec(
      rest,
    );
  const hash = decode(match?.[5]);
  if (match === null || hash?.length !== 64) return malformed('scrypt');
  const cost = { N: Number(match[1]), r: Number(match[3]), p: Number(match[4]) };
  const { scryptBlocks, scryptWork } = DJANGO_BOUNDS;
  const blocks = Math.max(cost.N, cost.p) * cost.r;
  if (blocks > scryptBlocks) return tooCostly(`${blocks} blocks of 128 bytes`, scryptBlocks);
  if (cost.N * cost.r * cost.p > scryptWork)
    return tooCostly(`N·r·p is ${cost.N * cost.r * cost.p}`, scryptWork);
  // RFC 7914 §2: a power of two above one.
  if (cost.N < 2 || (cost.N & (cost.N - 1)) !== 0) return malformed('scrypt');
  return { hash: { scheme: 'scrypt', cost, salt: utf8(match[2]), hash } };
}

function utf8(text = ''): Uint8Array {
  return new TextEncoder().encode(text);
}

// Node, which runs the import, has no Uint8Array.fromBase64 yet.
function decode(text: string | undefined): Uint8Array | null {
  if (text === undefined) return null;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
