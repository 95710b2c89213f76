import { describe, expect, it } from 'vitest';
import { defineError, findAppError, orUnavailable } from '../../src/shared/errors.ts';

const locked = defineError('locked', 'forbidden', 'It is locked');

describe('errors', () => {
  it('are found through any wrapping', () => {
    const error = locked();
    expect(findAppError(new Error('outer', { cause: new Error('inner', { cause: error }) }))).toBe(
      error,
    );
    for (const other of [new Error('plain'), 'text', undefined, null])
      expect(findAppError(other)).toBeUndefined();
  });

  it('from a store become retryable errors, and our own stay as they are', async () => {
    await expect(
      orUnavailable(() => Promise.reject(new Error('D1_ERROR: gone'))),
    ).rejects.toMatchObject({
      code: 'storage_unavailable',
      kind: 'unavailable',
      message: 'A storage service is unavailable',
    });
    await expect(orUnavailable(() => Promise.reject(locked()))).rejects.toMatchObject({
      code: 'locked',
    });
    expect(await orUnavailable(async () => 1)).toBe(1);
  });
});
