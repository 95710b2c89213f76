import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseSafely, toFieldErrors } from '../../src/http/body.ts';

const said = (schema: z.ZodType, value: unknown) => {
  const { error } = parseSafely(z.object({ field: schema }), { field: value });
  return toFieldErrors(error?.issues ?? []).map(({ message }) => message);
};

describe('what a field must be', () => {
  it.each([
    [z.string(), 5, 'Must be a string.'],
    [z.coerce.number(), 'many', 'Must be a number.'],
    [z.int(), 1.5, 'Must be a whole number.'],
    [z.boolean(), 'yes', 'Must be true or false.'],
    [z.object({}), 'x', 'Must be an object.'],
    [z.array(z.string()), 'x', 'Must be a list.'],
    [z.url(), 'x', 'Must be a URL.'],
    [z.string().min(1), '', 'Must be 1 character or more.'],
    [z.string().max(2), 'abc', 'Must be 2 characters or fewer.'],
    [z.array(z.string()).length(1), [], 'Must be 1 entry.'],
    [z.number().min(8).max(64), 7, 'Must be 8 or more.'],
    [z.number().min(8).max(64), 65, 'Must be 64 or less.'],
    [z.number().positive(), 0, 'Must be more than 0.'],
    [z.enum(['one', 'two', 'three']), 'x', 'Must be `one`, `two` or `three`.'],
    [z.literal('S256'), 'plain', 'Must be `S256`.'],
  ])('is said in plain words: %#', (schema, value, message) => {
    expect(said(schema, value)).toEqual([message]);
  });

  it('leaves the message of a rule that has one', () => {
    expect(said(z.string('Name it.'), 5)).toEqual(['Name it.']);
  });

  it('says of what is missing that it is required, or what it may be', () => {
    expect(said(z.string(), undefined)).toEqual(['This field is required.']);
    expect(said(z.enum(['one', 'two']), undefined)).toEqual(['Must be `one` or `two`.']);
  });
});
