import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatchkey } from '../../src/client/core/index.ts';
import { ADA, problem, serve, type Turn, tokens } from './scripted-service.ts';

const PASSWORD = { email: ADA.email, password: 'correct-Horse-7-battery' };

/** Channels of one browser: what is posted comes to the others a little later. */
function createChannels() {
  const open = new Set<EventTarget>();
  return class extends EventTarget {
    constructor() {
      super();
      open.add(this);
    }
    postMessage(data: unknown): void {
      const others = [...open].filter((other) => other !== this);
      const copy = structuredClone(data);
      setTimeout(() => {
        for (const other of others)
          other.dispatchEvent(new MessageEvent('message', { data: copy }));
      }, 10);
    }
    close(): void {
      open.delete(this);
    }
  };
}

/** Locks of one browser; `isStuck` is one that another tab never gives back. */
function createLocks(isStuck = false) {
  let last: Promise<unknown> = isStuck ? new Promise(() => undefined) : Promise.resolve();
  return {
    request: (_name: string, { signal }: { signal: AbortSignal }, work: () => Promise<unknown>) => {
      const given = last.then(work);
      last = given.catch(() => undefined);
      const gaveUp = new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
      return Promise.race([given, gaveUp]);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 27) });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('BroadcastChannel', createChannels());
  vi.stubGlobal('navigator', { locks: createLocks() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

/** Three tabs of one browser at one service. */
function openTabs(answers: Record<string, () => Turn> = {}) {
  const service = serve(answers);
  const open = () => createLatchkey({ url: 'https://auth.example.com', fetch: service.fetch });
  return { service, tabs: [open(), open(), open()] as const };
}

const statuses = (tabs: readonly { state: () => { status: string } }[]) =>
  tabs.map((tab) => tab.state().status);
const everywhere = (status: string) => [status, status, status];

describe('several tabs', () => {
  it('sign in and out together', async () => {
    const { tabs } = openTabs({ 'token/refresh': () => problem(401, 'token_missing') });
    for (const tab of tabs) void tab.load();
    await pass(2);
    expect(statuses(tabs)).toEqual(everywhere('signed_out'));
    void tabs[0].signIn(PASSWORD);
    await pass(1);
    expect(statuses(tabs)).toEqual(everywhere('signed_in'));
    expect(tabs[2].state().user).toEqual(ADA);
    void tabs[1].signOut();
    await pass(1);
    expect(statuses(tabs)).toEqual(everywhere('signed_out'));
  });

  it('share one refresh when they open, and one for each expiry', async () => {
    const { service, tabs } = openTabs();
    for (const tab of tabs) void tab.load();
    await pass(10);
    expect(statuses(tabs)).toEqual(everywhere('signed_in'));
    expect(service.to('token/refresh')).toHaveLength(1);
    await pass(3 * 900);
    expect(service.to('token/refresh')).toHaveLength(4);
    const used = await Promise.all(tabs.map((tab) => tab.accessToken()));
    expect(new Set(used).size).toBe(1);
  });

  it('show the refresh token to nobody', async () => {
    const heard: unknown[] = [];
    const channel = new BroadcastChannel('latchkey:https://auth.example.com');
    channel.addEventListener('message', ({ data }: MessageEvent) => heard.push(data));
    const { tabs } = openTabs({ login: () => tokens({ user: ADA, refresh_token: 'secret' }) });
    void tabs[0].signIn(PASSWORD);
    await pass(1);
    expect(heard).toHaveLength(1);
    expect(JSON.stringify(heard)).not.toContain('secret');
  });

  it('do without locks and channels: each asks for itself', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('BroadcastChannel', undefined);
    const { service, tabs } = openTabs();
    for (const tab of tabs) void tab.load();
    await pass(10);
    expect(statuses(tabs)).toEqual(everywhere('signed_in'));
    expect(service.to('token/refresh')).toHaveLength(3);
  });

  it('do not wait for ever for a tab that froze', async () => {
    vi.stubGlobal('navigator', { locks: createLocks(true) });
    const { tabs } = openTabs();
    for (const tab of tabs) void tab.load();
    await pass(20);
    expect(statuses(tabs)).toEqual(everywhere('signed_in'));
  });

  it('keep apart what each of them keeps for itself', async () => {
    const { memoryStore } = await import('../../src/client/core/index.ts');
    const service = serve();
    const given = { url: 'https://auth.example.com', fetch: service.fetch };
    const one = createLatchkey({ ...given, store: memoryStore() });
    const two = createLatchkey({ ...given, store: memoryStore() });
    void one.signIn(PASSWORD);
    await pass(1);
    expect(two.state().status).toBe('loading');
  });
});
