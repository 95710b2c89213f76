import { describe, expect, it, vi } from 'vitest';
import type { SignedOut } from '../../../src/guard/ledger-message.ts';
import {
  createQueueSignOuts,
  type QueueSignOutsDeps,
  signOutJob,
} from '../../../src/oauth/back-channel/sign-out-job.ts';

const signOut = (id: string, clientId: string): SignedOut => ({
  ...{ id, clientId, userId: 'ada', sessionId: `session-${id}` },
});
const URIS: Record<string, string | null> = {
  ...{ told: 'https://told.test/out', too: 'https://too.test/out', silent: null },
};

function arrange() {
  const findClient = vi.fn(async (id: string) =>
    id in URIS ? { id, backchannelLogoutUri: URIS[id] } : null,
  );
  const enqueue = vi.fn(async (_kind: object, _payload: object) => {});
  const queue = createQueueSignOuts({ findClient, enqueue } as unknown as QueueSignOutsDeps);
  return { queue, findClient, enqueue, queued: () => enqueue.mock.calls.map(([, job]) => job) };
}

describe('sign-outs', () => {
  it('are queued for each client that wants to be told, and for no other', async () => {
    const { queue, enqueue, queued } = arrange();
    const wanted = [signOut('1', 'told'), signOut('2', 'too'), signOut('3', 'told')];
    await queue([...wanted, signOut('4', 'silent'), signOut('5', 'gone')]);
    expect(queued()).toEqual(wanted);
    for (const [kind] of enqueue.mock.calls) expect(kind).toBe(signOutJob);
  });

  it('have each client looked up once', async () => {
    const { queue, findClient } = arrange();
    await queue([signOut('1', 'told'), signOut('2', 'told'), signOut('3', 'silent')]);
    expect(findClient.mock.calls.map(([id]) => id)).toEqual(['told', 'silent']);
  });

  it('that nobody wants to hear of queue nothing', async () => {
    const { queue, enqueue } = arrange();
    await queue([signOut('1', 'silent')]);
    await queue([]);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it('fail if the queue takes one of them not', async () => {
    const { queue, enqueue } = arrange();
    enqueue.mockRejectedValueOnce(new Error('the queue is away'));
    await expect(queue([signOut('1', 'told')])).rejects.toThrow('the queue is away');
  });
});
