import { describe, expect, it, vi } from 'vitest';
import {
  createPendingRequests,
  PENDING_LIFE,
} from '../../../src/oauth/authorize/pending-requests.ts';
import type { KeyRing } from '../../../src/shared/digest.ts';
import { sealText } from '../../../src/shared/seal.ts';
import { RECEIVED, request } from './parts.ts';

const KEYS: KeyRing = [new Uint8Array(32).fill(1)];
const OTHER_KEYS: KeyRing = [new Uint8Array(32).fill(2)];
const BROWSER = 'a-cookie';

/** KV, the clock and what keeps requests; `keys` are those by which they are found. */
function arrange(keys: KeyRing = KEYS) {
  const stored = new Map<string, string>();
  const get = vi.fn(async (key: string) => stored.get(key) ?? null);
  const put = vi.fn(async (key: string, value: string, _options: { expirationTtl: number }) => {
    stored.set(key, value);
  });
  const world = { now: RECEIVED };
  let made = 0;
  const bytes = (length: number) => new Uint8Array(length).fill(++made);
  const deps = { kv: { get, put } as never, clock: () => world.now, random: { bytes } as never };
  const { keep } = createPendingRequests({ ...deps, keys: KEYS });
  const { find } = createPendingRequests({ ...deps, keys });
  return { keep, find, world, stored, get, put };
}

describe('a request of a browser', () => {
  it('is found by that browser for thirty minutes', async () => {
    const { keep, find, world, put } = arrange();
    const kept = request({ state: 'hers' });
    const handle = await keep(kept, BROWSER);
    expect(handle).toMatch(/^[\w-]{43}$/);
    expect(put.mock.calls[0]?.[2]).toEqual({ expirationTtl: 1_800 });
    world.now = RECEIVED + PENDING_LIFE - 1;
    expect(await find(handle, BROWSER)).toEqual({ request: kept, isBound: true });
    world.now += 1;
    expect(await find(handle, BROWSER)).toBeNull();
  });

  it('is found by no other', async () => {
    const { keep, find } = arrange();
    const handle = await keep(request(), BROWSER);
    for (const other of ['a-cookif', 'a', '']) expect(await find(handle, other)).toBeNull();
  });

  it('is not taken for another', async () => {
    const { keep, find } = arrange();
    const [first, second] = [request({ state: '1' }), request({ state: '2' })];
    const handles = [await keep(first, BROWSER), await keep(second, BROWSER)] as const;
    expect(await find(handles[0], BROWSER)).toMatchObject({ request: first });
    expect(await find(handles[1], BROWSER)).toMatchObject({ request: second });
  });
});

describe('a request that came without cookies', () => {
  it('is found by any browser for a minute, and belongs to none', async () => {
    const { keep, find, world, put } = arrange();
    const handle = await keep(request(), null);
    expect(put.mock.calls[0]?.[2]).toEqual({ expirationTtl: 60 });
    world.now = RECEIVED + 59_999;
    expect(await find(handle, BROWSER)).toEqual({ request: request(), isBound: false });
    world.now += 1;
    expect(await find(handle, BROWSER)).toBeNull();
  });
});

describe('what is stored', () => {
  it('says neither what was asked nor by which handle', async () => {
    const { keep, stored } = arrange();
    const handle = await keep(request({ state: 'hers' }), BROWSER);
    const [key, value] = [...stored][0] ?? [];
    expect(key).toMatch(/^authorize:[\w-]{43}$/);
    expect(key).not.toContain(handle);
    for (const part of ['hers', 'state', BROWSER]) expect(value).not.toContain(part);
  });

  it('is nothing if another key sealed it, or it is no request', async () => {
    const { keep, find } = arrange(OTHER_KEYS);
    expect(await find(await keep(request(), BROWSER), BROWSER)).toBeNull();
    const later = arrange();
    const handle = await later.keep(request(), BROWSER);
    const [key = ''] = later.stored.keys();
    const former = JSON.stringify({ request: {}, browser: BROWSER, until: RECEIVED + 1 });
    later.stored.set(key, JSON.stringify(await sealText(KEYS, former)));
    expect(await later.find(handle, BROWSER)).toBeNull();
  });

  it('is not looked for by what is no handle', async () => {
    const { keep, find, get } = arrange();
    const handle = await keep(request(), BROWSER);
    for (const other of ['', handle.slice(1), `${handle}a`, `a${handle}`, handle.replace(/./, '+')])
      expect(await find(other, BROWSER)).toBeNull();
    expect(get).not.toHaveBeenCalled();
    expect(await find('a'.repeat(43), BROWSER)).toBeNull();
    expect(get).toHaveBeenCalledOnce();
  });
});
