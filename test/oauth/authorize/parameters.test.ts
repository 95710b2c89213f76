import { expect, it } from 'vitest';
import { readParameters } from '../../../src/oauth/authorize/parameters.ts';

const read = (query: string) => readParameters(new URLSearchParams(query));

it('known parameters are read, and others are not', () => {
  const asked = { client_id: 'an-app', state: 'a b' };
  expect(read('client_id=an-app&state=a+b&display=page&display=popup')).toEqual({
    ...{ asked, faults: {} },
  });
});

it('an empty parameter counts as absent', () => {
  expect(read('client_id=&prompt=')).toEqual({ asked: {}, faults: {} });
});

it('a parameter that comes twice is at fault, the second time empty too', () => {
  for (const query of ['scope=openid&scope=email', 'scope=openid&scope=', 'scope=&scope=openid'])
    expect(read(query)).toEqual({ asked: {}, faults: { scope: 'is given more than once' } });
});

it.each([
  ['state', 2_048],
  ['max_age', 9],
  ['login_hint', 254],
])('%s has at most %i characters, and is never cut', (name, longest) => {
  const value = '9'.repeat(longest);
  expect(read(`${name}=${value}`)).toEqual({ asked: { [name]: value }, faults: {} });
  expect(read(`${name}=9${value}`)).toEqual({ asked: {}, faults: { [name]: 'is too long' } });
});
