import { describe, expect, it } from 'vitest';
import { arrange, expectJob, logged, OUTAGE, ofAda, ROW } from './change-user-world.ts';

describe('a change of a user that fails', () => {
  it('at its announcement is settled by a job, and writes nothing', async () => {
    const world = arrange();
    world.guards.prepare.mockRejectedValue(new Error('no guard'));
    await expect(world.change(ofAda)).rejects.toThrow('no guard');
    expect(world.batch).not.toHaveBeenCalled();
    expectJob(world);
    expect(logged(world)).toEqual(['change_not_committed_at_guard']);
  });

  it('throws its own error if no job can be queued either', async () => {
    const world = arrange();
    world.guards.prepare.mockRejectedValue(new Error('no guard'));
    world.enqueue.mockRejectedValue(new Error('no queue'));
    await expect(world.change(ofAda)).rejects.toThrow('no guard');
    expect(logged(world)).toEqual(['change_not_committed_at_guard', 'change_not_settled_by_job']);
  });

  it('at D1 is settled by a job, since it may have been written', async () => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error('no D1'));
    await expect(world.change(ofAda)).rejects.toMatchObject(OUTAGE);
    expectJob(world);
    for (const call of [world.guards.abandon, world.guards.commit])
      expect(call).not.toHaveBeenCalled();
  });

  it('at its commit is made all the same, and settled by a job', async () => {
    const world = arrange();
    world.guards.commit.mockRejectedValue(new Error('no guard'));
    const changed = await world.change(ofAda);
    expect(changed).toMatchObject({ happened: true, user: ROW, kept: null, committed: false });
    expectJob(world);
  });

  it.each([
    ['past its deadline', 'storage_unavailable'],
    ['older than its guard', 'storage_unavailable'],
    ['changed since it was seen', 'changed_meanwhile'],
  ])('at a fence, %s, is abandoned at once: %s', async (why, code) => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error(`bad JSON path: '${why}'`));
    await expect(world.change(ofAda)).rejects.toMatchObject({ code });
    expect(world.guards.abandon.mock.calls).toEqual([['ada', 'a-nonce']]);
    expect(world.enqueue).not.toHaveBeenCalled();
    expect(logged(world)).toEqual(['change_refused']);
    expect(world.log.error.mock.calls[0]?.[2]).toEqual({ user_id: 'ada', why });
  });

  it('at a fence is refused even if it cannot be abandoned', async () => {
    const world = arrange();
    world.batch.mockRejectedValue(new Error("bad JSON path: 'past its deadline'"));
    world.guards.abandon.mockRejectedValue(new Error('no guard'));
    await expect(world.change(ofAda)).rejects.toMatchObject(OUTAGE);
    expect(logged(world)).toEqual(['change_refused', 'change_not_abandoned']);
  });
});
