import wasm from '@phi-ag/argon2/argon2.wasm';
import { SafeMessageError } from '../../shared/errors.ts';

/** Cost of an Argon2 hash. */
export type Argon2Cost = {
  memoryKib: number;
  iterations: number;
  parallelism: number;
};

/**
 * The exports of @phi-ag/argon2's WebAssembly. Its JavaScript wrapper is not used: it counts UTF-16
 * units as bytes and truncates passwords.
 */
type Exports = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(size: number): number;
  free(pointer: number): void;
  argon2_hash(
    t: number,
    m: number,
    p: number,
    pwd: number,
    pwdLength: number,
    salt: number,
    saltLength: number,
    hash: number,
    hashLength: number,
    encoded: number,
    encodedLength: number,
    type: number,
    version: number,
  ): number;
};

type Variety = typeof ARGON2I | typeof ARGON2ID;
/** 1.3 is RFC 9106's; 1.0, from before 2016, mixes later passes differently. */
export type Argon2Version = 0x10 | 0x13;

const ARGON2I = 1;
const ARGON2ID = 2;

// One instance per isolate: its memory (19 MiB at the default cost) never shrinks, and every call
// is synchronous.
let instance: { exports: Exports; largestKib: number } | undefined;

// The allocator places a larger block next to the former one. An imported hash may need 100 MiB of
// the isolate's 128, so a fresh instance replaces the old one, which is garbage-collected.
function load(memoryKib: number): Exports {
  if (instance !== undefined && memoryKib <= instance.largestKib) return instance.exports;
  const loaded = new WebAssembly.Instance(wasm, {}).exports as unknown as Exports;
  loaded._initialize();
  instance = { exports: loaded, largestKib: memoryKib };
  return loaded;
}

/**
 * Computes Argon2id, by RFC 9106 (version 0x13) unless another version is given. Blocks the isolate
 * while it runs. Throws if Argon2 rejects the cost.
 */
export function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
  length: number,
  version: Argon2Version = 0x13,
): Uint8Array {
  return compute({ variety: ARGON2ID, version }, password, salt, cost, length);
}

/** Like {@link argon2id}, for imported hashes of the variety Django used before 3.2. */
export function argon2i(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
  length: number,
  version: Argon2Version = 0x13,
): Uint8Array {
  return compute({ variety: ARGON2I, version }, password, salt, cost, length);
}

function compute(
  { variety, version }: { variety: Variety; version: Argon2Version },
  password: Uint8Array,
  salt: Uint8Array,
  cost: Argon2Cost,
  length: number,
): Uint8Array {
  const e = load(cost.memoryKib);
  const put = (bytes: Uint8Array) => {
    const pointer = e.malloc(Math.max(1, bytes.length));
    if (pointer === 0) throw new SafeMessageError('argon2 is out of memory');
    new Uint8Array(e.memory.buffer).set(bytes, pointer);
    return pointer;
  };
  const passwordAt = put(password);
  const saltAt = put(salt);
  const hashAt = e.malloc(length);
  try {
    const { iterations, memoryKib, parallelism } = cost;
    const failure = e.argon2_hash(
      iterations,
      memoryKib,
      parallelism,
      passwordAt,
      password.length,
      saltAt,
      salt.length,
      hashAt,
      length,
      0,
      0,
      variety,
      version,
    );
    if (failure !== 0) throw new SafeMessageError(`argon2 error ${failure}`);
    return new Uint8Array(e.memory.buffer).slice(hashAt, hashAt + length);
  } finally {
    new Uint8Array(e.memory.buffer).fill(0, passwordAt, passwordAt + password.length);
    e.free(passwordAt);
    e.free(saltAt);
    e.free(hashAt);
  }
}
