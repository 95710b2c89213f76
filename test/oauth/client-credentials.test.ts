import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { findClient, readBasic } from '../../src/oauth/client-credentials.ts';

const FIRST = { id: 'first', secret: 'one:+%é' };
const SECOND = { id: 'sec ond', secret: 'two' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const encode = (text: string) => new TextEncoder().encode(text).toBase64();
const basic = (id: string, secret: string, scheme = 'Basic') => ({
  Authorization: `${scheme} ${encode(`${id}:${secret}`)}`,
});
const encoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');

/** Who a request comes from, by the name of the client where it is known. */
async function ask(headers: Record<string, string>, form?: Record<string, string> | string) {
  const app = new Hono().post('/', async (c) => {
    const found = await findClient(c, [FIRST, SECOND]);
    return c.json(typeof found === 'string' ? found : found.id);
  });
  const body = form === undefined ? {} : { body: new URLSearchParams(form).toString() };
  return (await app.request('/', { method: 'POST', headers, ...body })).json();
}

describe('the client of a request', () => {
  it.each([
    ['raw', basic(FIRST.id, FIRST.secret)],
    ['in any case', basic(FIRST.id, FIRST.secret, 'bAsIc')],
    ['after many spaces', basic(FIRST.id, FIRST.secret, 'Basic  ')],
    ['encoded', basic(FIRST.id, encoded(FIRST.secret))],
  ])('is known by Basic, %s', async (_how, headers) => {
    expect(await ask(headers)).toBe('first');
  });

  it('is known by Basic with a space as a plus', async () => {
    expect(await ask(basic(encoded(SECOND.id), SECOND.secret))).toBe('sec ond');
  });

  it.each([
    ['another’s secret', basic(FIRST.id, SECOND.secret)],
    ['another id', basic('third', FIRST.secret)],
    ['a part of its secret', basic(FIRST.id, 'one')],
    ['no colon', { Authorization: `Basic ${encode('first')}` }],
    ['what is no base64', { Authorization: 'Basic ~~~' }],
    ['nothing at all', { Authorization: 'Basic' }],
  ])('is unknown by Basic with %s, whatever its form says', async (_what, headers) => {
    const form = { client_id: FIRST.id, client_secret: FIRST.secret };
    expect(await ask({ ...headers, ...FORM }, form)).toBe('unknown');
  });

  it('is known by its form', async () => {
    const form = { client_id: FIRST.id, client_secret: FIRST.secret };
    expect(await ask(FORM, form)).toBe('first');
    expect(await ask({ ...FORM, Authorization: 'Bearer x' }, form)).toBe('first');
    expect(await ask({ ...FORM, Authorization: 'Basics x' }, form)).toBe('first');
    expect(await ask({ ...FORM, Authorization: 'x Basic y' }, form)).toBe('first');
  });

  it.each([
    ['unknown', { client_id: FIRST.id, client_secret: 'wrong' }],
    ['unknown', { client_secret: FIRST.secret }],
    ['none', { client_id: FIRST.id }],
    ['none', { client_id: FIRST.id, client_secret: '' }],
  ])('is %s by the form %j', async (expected, form) => {
    expect(await ask(FORM, form)).toBe(expected);
  });

  it('is none without a form and Basic', async () => {
    const form = { client_id: FIRST.id, client_secret: FIRST.secret };
    expect(await ask({ 'Content-Type': 'text/plain' }, form)).toBe('none');
    expect(await ask({})).toBe('none');
  });
});

describe('credentials in Basic', () => {
  it('are read raw and decoded, up to the first colon', () => {
    expect(readBasic(`Basic ${encode('a+b:c%20d:e')}`)).toEqual([
      { id: 'a+b', secret: 'c%20d:e' },
      { id: 'a b', secret: 'c d:e' },
    ]);
  });

  it('are none without a colon, and in what is no base64', () => {
    for (const text of [`Basic ${encode('first')}`, `Basic ${encode('')}`, 'Basic ~~~', 'Basic'])
      expect(readBasic(text)).toEqual([]);
  });

  it('may be empty, and are raw where they cannot be decoded', () => {
    const empty = { id: '', secret: '' };
    expect(readBasic(`Basic ${encode(':')}`)).toEqual([empty, empty]);
    const odd = { id: '%zz', secret: '+%' };
    expect(readBasic(`Basic ${encode('%zz:+%')}`)).toEqual([odd, odd]);
  });
});
