import { describe, expect, it } from 'vitest';
import { AUTH_METHODS } from '../../../src/oauth/clients/client.ts';
import {
  arrange,
  assertionForm,
  basic,
  faultIn,
  SECRET,
  UNPROVED,
  WAYS,
} from './authenticate-world.ts';

describe('a client', () => {
  it.each(AUTH_METHODS)(
    'of the method %s authenticates by it, and in no other way',
    async (own) => {
      const { enter } = await arrange();
      const id = `c-${own}`;
      for (const [method, way] of Object.entries(WAYS)) {
        const entering = enter(...(await way(id)));
        if (method === own) expect(await entering).toBe(id);
        else await expect(entering, method).rejects.toMatchObject(UNPROVED);
      }
    },
  );

  it.each(AUTH_METHODS)('of the method %s does not authenticate once disabled', async (own) => {
    const { enter, useOnce } = await arrange({ disabledAt: 1 });
    await expect(enter(...(await WAYS[own](`c-${own}`)))).rejects.toMatchObject(UNPROVED);
    expect(useOnce).not.toHaveBeenCalled();
  });

  it('that nobody has registered, or with a wrong secret, is not proved', async () => {
    const { enter } = await arrange();
    const wrong = { client_id: 'c-client_secret_post', client_secret: 'wrong' };
    await expect(enter({ client_id: 'c-9' })).rejects.toMatchObject(UNPROVED);
    await expect(enter({}, basic('c-9', SECRET))).rejects.toMatchObject(UNPROVED);
    await expect(enter(wrong)).rejects.toMatchObject(UNPROVED);
  });

  const nowhere: [string, object, Record<string, string>][] = [
    ['nothing', {}, {}],
    ['a header without an id', {}, basic('', SECRET)],
    ['an assertion of nobody', assertionForm('x'), {}],
    ['a text that is no form', { client_id: 'c-none' }, { 'Content-Type': 'text/plain' }],
  ];
  it.each(nowhere)('is not looked for by %s', async (_what, form, headers) => {
    const { enter, findClient } = await arrange();
    await expect(enter(form, headers)).rejects.toMatchObject(UNPROVED);
    expect(findClient).not.toHaveBeenCalled();
  });

  it.each(['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'])(
    'may not give %s twice',
    async (field) => {
      const fault = faultIn(field, 'is given more than once');
      const { enter } = await arrange();
      await expect(enter(`${field}=a&${field}=b`)).rejects.toMatchObject(fault);
    },
  );
});

describe('HTTP Basic', () => {
  const id = 'c-client_secret_basic';

  it('is read raw and form-encoded, in any case, also without a form', async () => {
    const { enter } = await arrange();
    const encoded = basic(id, encodeURIComponent(SECRET));
    const lower = { Authorization: basic(id, SECRET).Authorization.replace('Basic', 'basic') };
    const json = { 'Content-Type': 'application/json', ...lower };
    for (const headers of [encoded, lower, json]) expect(await enter({}, headers)).toBe(id);
  });

  it('may come with the same client_id in the form, and with no other', async () => {
    const { enter } = await arrange();
    expect(await enter({ client_id: id }, basic(id, SECRET))).toBe(id);
    const both = enter({ client_id: 'c-none' }, basic(id, SECRET));
    await expect(both).rejects.toMatchObject(UNPROVED);
  });

  it('may not come with a secret in the form, even without one of its own', async () => {
    const { enter } = await arrange();
    const posted = { client_id: 'c-client_secret_post', client_secret: SECRET };
    const fault = faultIn('client_secret', 'comes with another way to authenticate');
    for (const headers of [basic(id, SECRET), { Authorization: 'Basic' }])
      await expect(enter(posted, headers)).rejects.toMatchObject(fault);
  });

  it.each(['Basics x', 'Bearer Basic x'])('is not meant by %s', async (Authorization) => {
    const { enter } = await arrange();
    expect(await enter({ client_id: 'c-none' }, { Authorization })).toBe('c-none');
  });
});
