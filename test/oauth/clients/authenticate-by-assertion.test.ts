import { describe, expect, it } from 'vitest';
import {
  arrange,
  assertionForm,
  assertionOf,
  basic,
  faultIn,
  HEADERS,
  NOW,
  other,
  SECRET,
  type Signed,
  UNPROVED,
} from './authenticate-world.ts';

const LONGEST = 8192;

describe('an assertion', () => {
  const id = 'c-private_key_jwt';
  const formOf = async (signed: Signed = {}) => assertionForm(await assertionOf(id, signed));

  it('is used once, at the place of its client, and known for as long as it is good', async () => {
    const { enter, useOnce } = await arrange();
    for (const jti of ['a', 'a', 'b'])
      expect(await enter({ client_id: id, ...(await formOf({ claims: { jti } })) })).toBe(id);
    const use = { digest: expect.any(String), expiresAt: NOW + 65_000, now: NOW };
    expect(useOnce).toHaveBeenCalledWith(`place of ${id}`, use);
    const digests = useOnce.mock.calls.map(
      ([, { digest }]: [string, { digest?: string }]) => digest,
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it('is refused with its reason if its client has signed it', async () => {
    const { enter, useOnce } = await arrange();
    const errors = (message: string) => [{ field: 'client_assertion', code: 'custom', message }];
    const refused = (message: string) => ({
      ...{ code: 'invalid_client', details: { headers: HEADERS, errors: errors(message) } },
    });
    const old = formOf({ claims: { exp: 1 } });
    await expect(enter(await old)).rejects.toMatchObject(refused('is expired'));
    expect(useOnce).not.toHaveBeenCalled();
    useOnce.mockResolvedValue(false);
    await expect(enter(await formOf())).rejects.toMatchObject(refused('jti was used before'));
  });

  it('is refused without a reason if nobody of the client has signed it', async () => {
    const { enter, useOnce } = await arrange();
    const forged = await enter(await formOf({ by: other })).catch((error: unknown) => error);
    expect(forged).toMatchObject(UNPROVED);
    expect(forged).not.toHaveProperty('details.errors');
    expect(useOnce).not.toHaveBeenCalled();
  });

  it('comes alone: with no secret and no Basic', async () => {
    const { enter } = await arrange();
    const form = await formOf();
    const fault = faultIn('client_assertion', 'comes with another way to authenticate');
    await expect(enter({ ...form, client_secret: 'x' })).rejects.toMatchObject(fault);
    for (const part of [form, { client_assertion: 'x' }, { client_assertion_type: 'x' }])
      await expect(enter(part, basic(id, SECRET))).rejects.toMatchObject(fault);
  });

  it('is whole: with its type, of no other client_id', async () => {
    const { enter, useOnce } = await arrange();
    const { client_assertion, client_assertion_type } = await formOf();
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer';
    for (const form of [
      { client_assertion },
      { client_assertion_type },
      // What would let in a public client must not be read after half an assertion.
      { client_assertion, client_id: 'c-none' },
      { client_assertion_type, client_id: 'c-none' },
      { client_assertion, client_assertion_type: saml },
      { client_assertion, client_assertion_type, client_id: 'c-none' },
    ])
      await expect(enter(form), JSON.stringify(form)).rejects.toMatchObject(UNPROVED);
    expect(useOnce).not.toHaveBeenCalled();
  });

  it(`has up to ${LONGEST} characters`, async () => {
    const { enter } = await arrange();
    const { length: bare } = await assertionOf(id, { claims: { pad: '' } });
    const fitting = Math.floor(((LONGEST - bare) * 3) / 4);
    const tried = [-2, -1, 0, 1, 2, 3].map(async (more) => {
      const form = await formOf({ claims: { pad: 'p'.repeat(fitting + more) } });
      return [form.client_assertion.length, await enter(form).catch(() => null)] as const;
    });
    const answers = await Promise.all(tried);
    expect(answers.map(([length]) => length)).toContain(LONGEST);
    for (const [length, entered] of answers)
      expect([length, entered]).toEqual([length, length <= LONGEST ? id : null]);
  });
});
