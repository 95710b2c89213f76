import { expect, it } from 'vitest';
import { createPlural } from '../../src/words/plural.ts';

it.each([
  [0, 'kodów'],
  [1, 'kod'],
  [2, 'kody'],
  [5, 'kodów'],
  [12, 'kodów'],
  [22, 'kody'],
])('%i in Polish is %s', (count, form) => {
  const plural = createPlural('pl');
  expect(plural(count, { one: 'kod', few: 'kody', many: 'kodów', other: 'kodu' })).toBe(form);
});

it.each([
  [0, 'zero'],
  [1, 'one'],
  [2, 'two'],
  [3, 'few'],
  [11, 'many'],
  [100, 'other'],
])('%i in Arabic has the form %s', (count, form) => {
  const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  expect(createPlural('ar')(count, forms)).toBe(form);
});
