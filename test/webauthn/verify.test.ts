import { describe, expect, it } from 'vitest';
import { assertionCredential, newCredential } from '../../src/webauthn/credential-schemas.ts';
import { verifyAssertion } from '../../src/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../src/webauthn/verify-registration.ts';
import { type Algorithm, createAuthenticator, FLAGS } from '../support/virtual-authenticator.ts';

const rp = { id: 'auth.test', name: 'Latchkey', origins: ['https://auth.test'] };
const challenge = 'Y2hhbGxlbmdl';
const creation = { rp, user: { id: 'dXNlcg' }, challenge };
const request = { rpId: rp.id, challenge };

describe('a passkey', () => {
  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
    'of %s is registered and asserted',
    async (algorithm) => {
      const authenticator = await createAuthenticator({ algorithm, counter: 3 });
      const made = newCredential.parse(await authenticator.create(creation));
      const passkey = await verifyRegistration(rp, made, challenge);
      expect(passkey).toMatchObject({
        credentialId: authenticator.id,
        counter: 3,
        transports: ['internal', 'hybrid'],
        aaguid: null,
        backupEligible: true,
        backedUp: true,
      });
      if (passkey === null) return;
      const proof = assertionCredential.parse(await authenticator.get(request));
      expect(await verifyAssertion(rp, proof, { challenge, passkey })).toEqual({
        counter: 4,
        backedUp: true,
      });
    },
  );

  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])('of %s may attest itself', async (algorithm) => {
    const authenticator = await createAuthenticator({ algorithm, flags: FLAGS.UV });
    const made = newCredential.parse(await authenticator.create(creation, { selfAttested: true }));
    expect(await verifyRegistration(rp, made, challenge)).toMatchObject({
      credentialId: authenticator.id,
      backupEligible: false,
    });
  });
});
