import { describe, expect, it, vi } from 'vitest';
import {
  createPushedRequests,
  isHandle,
  type PushedRequestsDeps,
} from '../../../src/oauth/authorize/pushed-requests.ts';
import type { AuthorizeRequest } from '../../../src/oauth/authorize/request.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { systemRandom } from '../../../src/shared/random.ts';
import { sealText } from '../../../src/shared/seal.ts';
import { KEYS, NOW } from '../grants/parts.ts';

const REQUEST: AuthorizeRequest = {
  ...{ clientId: 'app', redirectUri: 'https://app.test/back', responseMode: 'query' },
  ...{ state: 's', challenge: null, nonce: null, scope: 'openid', resource: null, jkt: null },
  ...{ prompts: [], maxAge: null, wantsTwoFactors: false, loginHint: null, providerHint: null },
  ...{ hintedUser: null, receivedAt: NOW, pushed: null },
};
const LOCALES = 'nl en';
const PUSHED = { request: REQUEST, locales: LOCALES };
const LIFE = 90 * SECOND;
type Held = { digest: string; body: string; expiresAt: number; now: number };

function arrange(keys: KeyRing = KEYS) {
  let now = NOW;
  const kept = new Map<string, string>();
  const guards = {
    clientPlace: vi.fn((clientId: string) => `place of ${clientId}`),
    hold: vi.fn(async (place: string, { digest, body }: Held) => {
      kept.set(`${place}/${digest}`, body);
    }),
    readHeld: vi.fn(async (place: string, digest: string, _now: number) => {
      return kept.get(`${place}/${digest}`) ?? null;
    }),
    claimHeld: vi.fn(async () => true),
    unclaimHeld: vi.fn(async () => {}),
    emptyHeld: vi.fn(async () => {}),
  };
  const deps = { guards, keys, clock: () => now, random: systemRandom };
  const requests = createPushedRequests(deps as unknown as PushedRequestsDeps);
  const put = (handle: string, body: string) => {
    guards.readHeld.mockResolvedValueOnce(body);
    return requests.find('app', handle);
  };
  return { ...requests, guards, kept, put, wait: (time: number) => (now += time) };
}

describe('a request that is pushed', () => {
  it('is kept in its client’s guard object, sealed, under a digest of its handle', async () => {
    const { push, guards } = arrange();
    const handle = await push(PUSHED);
    expect(handle).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    expect(isHandle(handle)).toBe(true);
    expect(guards.hold).toHaveBeenCalledOnce();
    const [place, { digest, body, expiresAt, now }] = guards.hold.mock.calls[0] ?? ['', {} as Held];
    expect(place).toBe('place of app');
    expect(now).toBe(NOW);
    // Whoever comes at the last moment has half an hour to sign in.
    expect(expiresAt).toBe(NOW + LIFE + 31 * MINUTE);
    expect(handle).not.toContain(digest);
    expect(body).not.toContain('openid');
  });

  it('has a handle that no other has', async () => {
    const { push } = arrange();
    expect(await push(PUSHED)).not.toBe(await push(PUSHED));
  });

  it('is found by its handle, and knows the digest that it is kept under', async () => {
    const { push, find, guards } = arrange();
    const handle = await push(PUSHED);
    const pushed = guards.hold.mock.calls[0]?.[1].digest;
    const found = await find('app', handle);
    expect(found).toMatchObject({ request: { ...REQUEST, pushed }, locales: LOCALES });
    expect(guards.readHeld).toHaveBeenCalledExactlyOnceWith('place of app', pushed, NOW);
    expect(await find('other', handle)).toBeNull();
  });

  it('is found for 90 seconds', async () => {
    const { push, find, wait } = arrange();
    const handle = await push(PUSHED);
    wait(LIFE - 1);
    expect(await find('app', handle)).not.toBeNull();
    wait(1);
    expect(await find('app', handle)).toBeNull();
  });
});

describe('nothing is found', () => {
  const HANDLE = `urn:ietf:params:oauth:request_uri:${'h'.repeat(43)}`;

  it.each([`${HANDLE}h`, HANDLE.slice(0, -1), `x${HANDLE}`, 'h'.repeat(43), ''])(
    'by the handle “%s”, for which no guard is asked',
    async (handle) => {
      const { find, guards } = arrange();
      expect(await find('app', handle)).toBeNull();
      expect(guards.readHeld).not.toHaveBeenCalled();
    },
  );

  it('by a handle that is not known, or was used', async () => {
    const { find, put } = arrange();
    expect(await find('app', HANDLE)).toBeNull();
    expect(await put(HANDLE, '')).toBeNull();
  });

  it('of what was not sealed by this service, or is no request', async () => {
    const { put } = arrange();
    const kept = JSON.stringify({ ...PUSHED, until: NOW + 1 });
    expect(await put(HANDLE, await sealText(KEYS, kept))).not.toBeNull();
    const others: KeyRing = [new Uint8Array(32).fill(9)];
    expect(await put(HANDLE, await sealText(others, kept))).toBeNull();
    expect(await put(HANDLE, await sealText(KEYS, '{}'))).toBeNull();
  });
});

describe('a handle', () => {
  const CLAIM = { clientId: 'app', digest: 'd', holder: 'h' };

  it('is claimed, freed and finished in its client’s guard object', async () => {
    const { claim, unclaim, finish, guards } = arrange();
    expect(await claim(CLAIM)).toBe(true);
    const held = { digest: 'd', holder: 'h', now: NOW };
    expect(guards.claimHeld).toHaveBeenCalledExactlyOnceWith('place of app', held);
    guards.claimHeld.mockResolvedValue(false);
    expect(await claim(CLAIM)).toBe(false);
    await unclaim(CLAIM);
    expect(guards.unclaimHeld).toHaveBeenCalledExactlyOnceWith('place of app', 'd', 'h');
    await finish(CLAIM);
    expect(guards.emptyHeld).toHaveBeenCalledExactlyOnceWith('place of app', 'd');
  });

  it.each([
    ['urn:ietf:params:oauth:request_uri:', true],
    ['urn:ietf:params:oauth:request_uri', false],
    [' urn:ietf:params:oauth:request_uri:a', false],
    ['https://app.test/request', false],
  ])('begins as “%s”: %s', (uri, isOne) => {
    expect(isHandle(uri)).toBe(isOne);
  });
});
