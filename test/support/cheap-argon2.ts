import { argon2id } from '../../src/methods/password/argon2.ts';

/** Hashes as cheaply as Argon2 can, for tests that need many people and no safe passwords. */
export const cheapArgon2: typeof argon2id = (password, salt, _cost, length) =>
  argon2id(password, salt, { memoryKib: 8, iterations: 1, parallelism: 1 }, length);
