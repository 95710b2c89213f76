import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { GuardTables } from '../../src/guard/guard-tables.ts';
import { HeldStorage } from '../../src/guard/held-storage.ts';
import { MINUTE } from '../../src/shared/clock.ts';

const NOW = Date.UTC(2200, 0, 1);
const END = NOW + MINUTE;
const held = (now = NOW, expiresAt = END) => ({ digest: 'd', expiresAt, now });
const claim = (holder: string, now = NOW) => ({ digest: 'd', holder, now });

let counter = 0;
const onHeld = (work: (storage: HeldStorage) => void) =>
  runInDurableObject(env.ACCOUNT_GUARD.getByName(`held-${++counter}`), (_, { storage }) =>
    work(new HeldStorage(new GuardTables(storage))),
  );

describe('what an OAuth client uses once', () => {
  it('is taken once, until it is over', async () => {
    await onHeld((storage) => {
      expect(storage.add(held())).toBe(true);
      expect(storage.add(held(END - 1))).toBe(false);
      expect(storage.add({ ...held(), digest: 'other' })).toBe(true);
      expect(storage.add(held(END, END + MINUTE))).toBe(true);
      expect(storage.add(held(END + MINUTE - 1))).toBe(false);
    });
  });
});

describe('what an OAuth client leaves', () => {
  it('is there until it is over, and nothing else is', async () => {
    await onHeld((storage) => {
      expect(storage.read('d', NOW)).toBeNull();
      storage.add(held(), 'a request');
      expect(storage.add(held(), 'another')).toBe(false);
      expect(storage.read('d', END - 1)).toBe('a request');
      expect(storage.read('d', END)).toBeNull();
      expect(storage.read('other', NOW)).toBeNull();
      storage.add(held(END, END + MINUTE), 'another');
      expect(storage.read('d', END)).toBe('another');
    });
  });

  it('belongs to the holder who claims it first, as long as it is there', async () => {
    await onHeld((storage) => {
      expect(storage.claim(claim('ada'))).toBe(false);
      storage.add(held(), 'a request');
      expect(storage.claim({ ...claim('bob'), digest: 'other' })).toBe(false);
      expect(storage.claim(claim('ada'))).toBe(true);
      expect(storage.claim(claim('ada', END - 1))).toBe(true);
      expect(storage.claim(claim('bob'))).toBe(false);
      expect(storage.claim(claim('ada', END))).toBe(false);
    });
  });

  it('is free for others once the holder has taken back every claim', async () => {
    await onHeld((storage) => {
      storage.add(held(), 'a request');
      for (let times = 0; times < 2; times++) storage.claim(claim('ada'));
      storage.unclaim('d', 'bob');
      storage.unclaim('d', 'ada');
      expect(storage.claim(claim('bob'))).toBe(false);
      storage.unclaim('d', 'ada');
      expect(storage.claim(claim('bob'))).toBe(true);
      expect(storage.claim(claim('ada'))).toBe(false);
    });
  });

  it('belongs to nobody when it is left anew', async () => {
    await onHeld((storage) => {
      storage.add(held(), 'a request');
      for (let times = 0; times < 2; times++) storage.claim(claim('ada'));
      storage.add(held(END, END + MINUTE), 'another');
      expect(storage.claim(claim('bob', END))).toBe(true);
      storage.unclaim('d', 'bob');
      expect(storage.claim(claim('ada', END))).toBe(true);
    });
  });

  it('is forgotten once it is taken, but still known as taken', async () => {
    await onHeld((storage) => {
      storage.empty('d');
      storage.add(held(), 'a request');
      storage.add({ ...held(), digest: 'other' }, 'another');
      storage.claim(claim('ada'));
      storage.empty('d');
      expect(storage.read('d', NOW)).toBe('');
      expect(storage.read('other', NOW)).toBe('another');
      expect(storage.claim(claim('bob'))).toBe(false);
      expect(storage.add(held(END - 1))).toBe(false);
    });
  });
});
