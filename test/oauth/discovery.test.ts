import { describe, expect, it } from 'vitest';
import { discoveryRoutes } from '../../src/oauth/discovery.ts';
import { toMetadata } from '../../src/oauth/metadata.ts';

const METADATA = {
  issuer: 'https://auth.test',
  appUrl: 'https://auth.test',
  idTokenAlgorithms: ['ES256' as const],
};
const KEYS = [{ kty: 'EC', kid: 'a-key' }];
const app = discoveryRoutes(() => ({ ...METADATA, publicKeys: KEYS }));

describe('what the server says of itself', () => {
  it.each([
    ['/jwks.json', { keys: KEYS }],
    ['/oauth-authorization-server', toMetadata(METADATA)],
    ['/openid-configuration', toMetadata(METADATA)],
  ])('is for everybody, for five minutes: %s', async (path, body) => {
    for (const asked of [path, `${path}/`]) {
      const answer = await app.request(asked);
      expect([answer.status, await answer.json()]).toEqual([200, body]);
      expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300');
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
    }
  });
});
