import { expect, vi } from 'vitest';
import { type ChangeUserDeps, createChangeUser } from '../../src/guard/change-user.ts';
import { settleAccountJob } from '../../src/guard/settle-account.ts';
import type { Statement } from '../../src/shared/database.ts';

export const NOW = 500_000;
const WALL = 700_000;
export const KEEP_FOR = 9_000;
export const DEADLINE = WALL + 10_000;
export const ROW = { id: 'ada', version: 8, passwordHash: 'a-hash' };
export const VIEW = { id: 'ada', version: 8 };
export const EVENT = { id: 'e', createdAt: 480_000 };
export const KEPT = { jti: 'fresh' };
export const OUTAGE = { code: 'storage_unavailable' };

export const statement = (name: string) => name as unknown as Statement;
export const CHANGES = [statement('one'), statement('two')] as const;

/** `written` is what D1 returns for the change, its other statements, the user and the events. */
export function arrange(written: unknown[] = ['r1', 'r2', [ROW], [EVENT]]) {
  const order: string[] = [];
  const guards = {
    prepare: vi.fn(async (): Promise<unknown> => ({ erased: false, since: 7 })),
    commit: vi.fn(async (..._given: unknown[]): Promise<unknown> => {
      await null;
      order.push('committed');
      return KEPT;
    }),
    abandon: vi.fn(async (): Promise<null> => null),
  };
  const batch = vi.fn(async (_statements: unknown[]) => ['fence', ...written]);
  const enqueue = vi.fn(async () => {});
  const log = { error: vi.fn(), warn: vi.fn(), info: vi.fn() };
  const deps = {
    db: { batch },
    audit: { sinceStatement: (userId: string, since: number) => ({ eventsOf: userId, since }) },
    versions: {
      fenceStatement: (fence: object) => ({ fence }),
      raiseStatement: (userId: string, since: number, when: unknown) => ({
        raise: { userId, since, when },
      }),
    },
    ...{ guards, enqueue, log, keepFor: KEEP_FOR },
    ...{ clock: () => NOW, wall: () => WALL, random: { uuid: () => 'a-nonce' } },
  } as unknown as ChangeUserDeps;
  return { change: createChangeUser(deps), guards, batch, enqueue, log, order };
}

type Arranged = ReturnType<typeof arrange>;
export const ofAda = { userId: 'ada', statements: CHANGES };
export const logged = ({ log }: Arranged) => log.error.mock.calls.map(([event]) => event);
export const expectJob = ({ enqueue }: Arranged) =>
  expect(enqueue).toHaveBeenCalledExactlyOnceWith(
    ...[settleAccountJob, { userId: 'ada' }, { delay: 16 }],
  );
