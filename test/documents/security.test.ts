import { describe, expect, it } from 'vitest';
import { derivedKeys } from '../../src/config/derived-keys.ts';
import { readDocument } from '../support/documents.ts';
import { faultOfEvidence } from '../support/evidence.ts';
import { FIGURES } from '../support/promised-figures.ts';
import { readPromises } from '../support/promises.ts';

const DOCUMENT = '.github/SECURITY.md';
const PROMISES = readPromises(DOCUMENT);
/** Digits that are no figures: names of what is stored and how. */
const NAMES = /D1|Argon2id|SHA-\d+|HS256|P-256|IPv[46]/g;

describe('the figures of the promises', () => {
  it('are as many as are known, each once', () => {
    expect(PROMISES.map(({ name }) => name).sort()).toEqual(Object.keys(FIGURES).sort());
    expect(PROMISES.length).toBeGreaterThan(50);
  });

  it.each(PROMISES)('are those of the code: $name', ({ name, figure }) => {
    expect(figure).toBe(FIGURES[name]);
  });

  it.each(PROMISES)('stand in no other words: $name', ({ rest }) => {
    expect(rest.replaceAll(NAMES, '')).not.toMatch(/\d/);
  });

  it.each(PROMISES)('are proved by what exists: $name', ({ lines }) => {
    expect(lines).not.toEqual([]);
    expect(lines.map(faultOfEvidence).filter((fault) => fault !== null)).toEqual([]);
  });
});

describe('the inventory of keys', () => {
  it('names every key that is derived', () => {
    const source = readDocument('src/config/derived-keys.ts') + readDocument('src/config.ts');
    const uses = [...source.matchAll(/deriveKeys\(secrets, '([\w-]+)'\)/g)].map(([, use]) => use);
    expect(uses.length).toBeGreaterThanOrEqual(
      Object.keys(derivedKeys(['x'.repeat(32)])).length - 1,
    );
    const text = readDocument(DOCUMENT);
    expect(uses.filter((use) => !text.includes(`\`${use}\``))).toEqual([]);
  });
});
