import { expect, it } from 'vitest';
import { vouchesForEmail } from '../../../src/methods/social/authority.ts';
import { completeProfile } from '../../../src/methods/social/complete-profile.ts';
import type { Talk } from '../../../src/methods/social/talk.ts';

const provider = {
  kind: 'microsoft' as const,
  clientId: 'client',
  issuer: 'https://login.microsoftonline.com/common/v2.0',
  authorityFor: [],
  trustAmr: [],
};

it('what an ID token says of an address that it lacks is not said of another one', async () => {
  const said = { sub: 'x', email: 'victim@example.com', xms_edov: true, amr: ['mfa'] };
  const fetch = async () => Response.json(said);
  const talk = { provider, fetch, clock: Date.now } as unknown as Talk;
  const server = { issuer: 'https://op.example', userinfo_endpoint: 'https://op.example/userinfo' };
  const claims = { sub: 'x', email_verified: true, xms_edov: true };
  const profile = await completeProfile(talk, { server, accessToken: 'token', claims });
  expect(profile).toEqual(expect.objectContaining({ sub: 'x', email: 'victim@example.com' }));
  expect(profile).not.toHaveProperty('amr');
  expect(vouchesForEmail(provider, profile)).toBe(false);
});
