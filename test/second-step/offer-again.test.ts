import { describe, expect, it, vi } from 'vitest';
import { createOfferAgain } from '../../src/second-step/offer-again.ts';

const CLIENT = { ip: null, userAgent: null } as never;
const OFFER = { passkey_options: { challenge: 'c' } };
const CLAIMS = { sub: 'ada', jti: 'a-sign-in', pending: { signInEpoch: 3, proofs: ['password'] } };

function arrange() {
  const offer = vi.fn(async () => OFFER);
  const mail = vi.fn(async () => ({}));
  const factors = [
    { kind: 'email_otp', mails: true, offer: mail },
    { kind: 'totp' },
    { kind: 'passkey', offer },
  ];
  const verify = vi.fn(async () => CLAIMS);
  const offerAgain = createOfferAgain({ factors, jwt: { verify } } as never);
  return { offer, mail, verify, offerAgain };
}

describe('what a page needs to ask for a second proof', () => {
  it('is a new challenge, of the sign-in and its user', async () => {
    const { offerAgain, offer, verify } = arrange();
    expect(await offerAgain('a token', 'passkey', CLIENT)).toEqual(OFFER);
    expect(verify).toHaveBeenCalledExactlyOnceWith('mfa+jwt', 'a token', expect.anything());
    const pending = { ...CLAIMS.pending, id: 'a-sign-in', userId: 'ada' };
    expect(offer).toHaveBeenCalledExactlyOnceWith({
      occasion: { kind: 'sign_in', pending },
      user: { id: 'ada', signInEpoch: 3 },
      lane: 'second-step',
      client: CLIENT,
    });
  });

  it.each(['totp', 'recovery_code'] as const)('is nothing for %s', async (method) => {
    const { offerAgain, offer } = arrange();
    expect(await offerAgain('a token', method, CLIENT)).toEqual({});
    expect(offer).not.toHaveBeenCalled();
  });

  it('is never a mail', async () => {
    const { offerAgain, mail } = arrange();
    expect(await offerAgain('a token', 'email_otp', CLIENT)).toEqual({});
    expect(mail).not.toHaveBeenCalled();
  });
});
