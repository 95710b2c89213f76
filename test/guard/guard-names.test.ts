import { describe, expect, it } from 'vitest';
import { guardNames } from '../../src/guard/guard-names.ts';
import { digestOf, keyedDigest } from '../../src/shared/digest.ts';

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);
const names = guardNames(KEY);

describe('the guard of an unknown name', () => {
  it('is the same each time, and counts each name by itself', () => {
    expect(names.decoyFor('ada')).toEqual(names.decoyFor('ada'));
    const lanes = Array.from({ length: 600 }, (_, index) => names.decoyFor(`n${index}`).lane);
    expect(new Set(lanes).size).toBe(600);
  });

  it('is one of 256, of which all are used', () => {
    const guards = Array.from({ length: 5_000 }, (_, index) => names.decoyFor(`n${index}`).guard);
    const all = Array.from({ length: 256 }, (_, index) => `decoy-${index}`);
    expect(new Set(guards)).toEqual(new Set(all));
  });

  it('is told by nobody without the key', () => {
    const { lane } = names.decoyFor('ada');
    expect(lane).toBe(`name:${keyedDigest(KEY, 'decoy', 'ada')}`);
    expect(guardNames(OTHER_KEY).decoyFor('ada').lane).not.toBe(lane);
  });
});

// Guards are found by these names for as long as they live: another name is an empty guard.
describe('the guard of an address', () => {
  const place = names.addressPlace('ada@example.com');

  it('is the same with every key, and does not show the address', () => {
    expect(place).toBe(`address-${digestOf('address', 'ada@example.com')}`);
    expect(guardNames(OTHER_KEY).addressPlace('ada@example.com')).toBe(place);
    expect(names.addressPlace('bob@example.com')).not.toBe(place);
  });

  it('is told from that of a user and of a client by its name', () => {
    expect(names.isAddressPlace(place)).toBe(true);
    expect(names.clientPlace('an-app')).toBe('client-an-app');
    for (const other of ['client-an-app', 'decoy-1', `a-${place}`, ''])
      expect(names.isAddressPlace(other)).toBe(false);
  });
});
