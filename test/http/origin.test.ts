import { describe, expect, it } from 'vitest';
import { isPlainHttpElsewhere } from '../../src/http/origin.ts';

describe('plain http', () => {
  it.each([
    'http://localhost:8787',
    'http://app.localhost',
    'http://127.0.0.1:3000',
    'http://127.1',
    'http://[::1]:3000',
    'https://example.com',
  ])('stays on this machine, or is none: %s', (origin) => {
    expect(isPlainHttpElsewhere(origin)).toBe(false);
  });

  it.each([
    'http://example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.example.com',
    'http://127.0.0.1.example.com',
    'http://128.0.0.1',
  ])('leads elsewhere: %s', (origin) => {
    expect(isPlainHttpElsewhere(origin)).toBe(true);
  });
});
