import { describe, expect, it } from 'vitest';
import { guardNames } from '../../src/guard/guard-names.ts';
import { digestOf, keyedDigest } from '../../src/shared/digest.ts';

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);
const namesOf = (key = KEY) => guardNames(key);

describe('the guard of an unknown name', () => {
  it('is the same each time, and counts each name by itself', () => {
    expect(namesOf().decoyFor('ada')).toEqual(namesOf().decoyFor('ada'));
    const lanes = Array.from({ length: 600 }, (_, index) => namesOf().decoyFor(`n${index}`).lane);
    expect(new Set(lanes).size).toBe(600);
  });

  it('is one of 256, of which all are used', () => {
    const guards = Array.from(
      { length: 5_000 },
      (_, index) => namesOf().decoyFor(`n${index}`).guard,
    );
    const all = Array.from({ length: 256 }, (_, index) => `decoy-${index}`);
    expect(new Set(guards)).toEqual(new Set(all));
  });

  it('is told by nobody without the key', () => {
    const { lane } = namesOf().decoyFor('ada');
    expect(lane).toBe(`name:${keyedDigest(KEY, 'decoy', 'ada')}`);
    expect(namesOf(OTHER_KEY).decoyFor('ada').lane).not.toBe(lane);
  });
});

// Guards are found by these names for as long as they live: another name is an empty guard.
describe('the guard of an address', () => {
  const placeOf = (email: string, key = KEY) => namesOf(key).addressPlace(email);

  it('is the same with every key, and does not show the address', () => {
    const place = placeOf('ada@example.com');
    expect(place).toBe(`address-${digestOf('address', 'ada@example.com')}`);
    expect(placeOf('ada@example.com', OTHER_KEY)).toBe(place);
    expect(placeOf('bob@example.com')).not.toBe(place);
  });

  it('is told from that of a user and of a client by its name', () => {
    const names = namesOf();
    const place = placeOf('ada@example.com');
    expect(names.isAddressPlace(place)).toBe(true);
    expect(names.clientPlace('an-app')).toBe('client-an-app');
    for (const other of ['client-an-app', 'decoy-1', `a-${place}`, ''])
      expect(names.isAddressPlace(other)).toBe(false);
  });
});
