import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  createOneTimeSecrets,
  type Purpose,
  secretOf,
} from '../../src/one-time-secrets/one-time-secrets.ts';
import { codeSchema } from '../../src/one-time-secrets/schemas.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import type { KeyRing } from '../../src/shared/digest.ts';
import { type Random, systemRandom } from '../../src/shared/random.ts';
import { brokenKv } from '../support/faults.ts';

const NOW = Date.UTC(2030, 0, 1);
const reset: Purpose<{ note: string }> = {
  name: 'reset',
  prefix: 'rst',
  context: z.object({ note: z.string() }),
};
const unlock: Purpose<{ note: string }> = { ...reset, name: 'unlock' };
const issue = { userId: 'u', epoch: 7, context: { note: 'n' }, issuedAt: NOW, ttl: 5 * MINUTE };

type Overrides = { kv?: KVNamespace; keys?: KeyRing; random?: Random; note?: Note };
type Note = (userId: string, keys: string[], expiresAt: number) => Promise<boolean>;

function create(overrides: Overrides = {}) {
  const state = { now: NOW };
  const secrets = createOneTimeSecrets({
    kv: env.KV,
    note: async () => true,
    keys: [new Uint8Array(32)],
    clock: () => state.now,
    random: systemRandom,
    ...overrides,
  });
  return { secrets, state };
}

describe('one-time secrets', () => {
  it('are found by their link, with everything that was stored', async () => {
    const { secrets } = create();
    const token = await secrets.issueLink({ ...issue, purpose: reset, familyTtl: 60 * MINUTE });
    expect(token).toMatch(/^rst_[\w-]{43}$/);
    expect(await secrets.findLink(reset, token)).toEqual({
      purpose: 'reset',
      digest: expect.stringMatching(/^[\w-]{43}$/),
      userId: 'u',
      epoch: 7,
      issuedAt: NOW,
      expiresAt: NOW + 5 * MINUTE,
      familyExpiresAt: NOW + 60 * MINUTE,
      context: { note: 'n' },
    });
  });

  it('are found by code with any of their subjects, and with no other', async () => {
    const { secrets } = create();
    const code = await secrets.issueCode({
      ...issue,
      purpose: reset,
      subjects: ['ada@example.com', 'ada'],
    });
    expect(code).toMatch(/^\d{6}$/);
    for (const subject of ['ada@example.com', 'ada'])
      expect(await secrets.findCode(reset, subject, code)).toMatchObject({ userId: 'u' });
    for (const subject of ['eve@example.com', '', 'ada@example.co'])
      expect(await secrets.findCode(reset, subject, code)).toBeNull();
  });

  it('do not work for another purpose, and a code does not work as a link', async () => {
    const { secrets } = create();
    const token = await secrets.issueLink({ ...issue, purpose: reset });
    const code = await secrets.issueCode({ ...issue, purpose: reset, subjects: ['ada'] });
    expect(await secrets.findLink(unlock, token)).toBeNull();
    expect(await secrets.findCode(unlock, 'ada', code)).toBeNull();
    expect(await secrets.findLink(reset, code)).toBeNull();
    expect(await secrets.findCode(reset, '', code)).toBeNull();
  });

  it('expire on time, whatever KV still holds', async () => {
    const { secrets, state } = create();
    const token = await secrets.issueLink({ ...issue, purpose: reset });
    state.now = NOW + 5 * MINUTE - 1;
    expect(await secrets.findLink(reset, token)).not.toBeNull();
    state.now++;
    expect(await secrets.findLink(reset, token)).toBeNull();
  });

  it('are never stored in KV themselves, and do not work under another key', async () => {
    const { secrets } = create();
    const token = await secrets.issueLink({ ...issue, purpose: reset });
    const code = await secrets.issueCode({ ...issue, purpose: reset, subjects: ['ada'] });
    const { keys } = await env.KV.list();
    const stored = JSON.stringify(
      await Promise.all(keys.map(async ({ name }) => [name, await env.KV.get(name)])),
    );
    expect(keys.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^ots:reset:[\w-]{43}$/),
      expect.stringMatching(/^ots:reset:[\w-]{43}$/),
    ]);
    expect(stored).not.toContain(token.slice(4));
    expect(stored).not.toMatch(new RegExp(`"${code}"|:${code}`));
    const { secrets: others } = create({ keys: [new Uint8Array(32).fill(1)] });
    expect(await others.findLink(reset, token)).toBeNull();
  });

  it('are still found after a new key is put in front of theirs', async () => {
    const [former, present] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
    const before = create({ keys: [former] }).secrets;
    const token = await before.issueLink({ ...issue, purpose: reset });
    const code = await before.issueCode({ ...issue, purpose: reset, subjects: ['ada'] });
    const { secrets } = create({ keys: [present, former] });
    expect(await secrets.findLink(reset, token)).toMatchObject({ userId: 'u' });
    expect(await secrets.findCode(reset, 'ada', code)).toMatchObject({ userId: 'u' });
  });

  it('count as absent when their record no longer matches the purpose', async () => {
    const { secrets } = create();
    const token = await secrets.issueLink({ ...issue, purpose: reset });
    const stricter: Purpose<{ note: number }> = {
      name: 'reset',
      prefix: 'rst',
      context: z.object({ note: z.number() }),
    };
    expect(await secrets.findLink(stricter, token)).toBeNull();
  });

  it('are separated by family where their purpose has families', async () => {
    const { secrets } = create();
    const perNote: Purpose<{ note: string }> = { ...reset, familyOf: ({ note }) => note };
    const token = await secrets.issueLink({ ...issue, purpose: perNote });
    expect(await secrets.findLink(perNote, token)).toMatchObject({ purpose: 'reset/n' });
  });

  it('belong to their user and to their epoch, unless they outlive it', async () => {
    const { secrets } = create();
    const found = await secrets.findLink(
      reset,
      await secrets.issueLink({ ...issue, purpose: reset }),
    );
    const undo: Purpose<{ note: string }> = { ...reset, name: 'undo', outlivesSessions: true };
    const undoing = await secrets.findLink(
      undo,
      await secrets.issueLink({ ...issue, purpose: undo }),
    );
    expect(secretOf({ id: 'u', signInEpoch: 7 }, found)).toBe(found);
    expect(secretOf({ id: 'u', signInEpoch: 8 }, found)).toBeNull();
    expect(secretOf({ id: 'v', signInEpoch: 7 }, found)).toBeNull();
    expect(secretOf(null, found)).toBeNull();
    expect(secretOf({ id: 'u', signInEpoch: 7 }, null)).toBeNull();
    expect(secretOf({ id: 'u', signInEpoch: 8 }, undoing)).toBe(undoing);
  });

  it('are noted for their user with the keys of their records, which KV keeps as long as they live', async () => {
    const noted: unknown[] = [];
    const puts: unknown[] = [];
    const kv = {
      put: async (key: string, _: string, options: object) => void puts.push([key, options]),
    } as unknown as KVNamespace;
    const { secrets } = create({ kv, note: async (...args) => noted.push(args) > 0 });
    await secrets.issueCode({ ...issue, purpose: reset, subjects: ['ada', 'bob'] });
    const [[userId, keys, expiresAt] = []] = noted as [string, string[], number][];
    expect([userId, expiresAt]).toEqual(['u', NOW + 5 * MINUTE]);
    expect(keys).toEqual(Array(2).fill(expect.stringMatching(/^reset:[\w-]{43}$/)));
    expect(puts).toEqual(keys?.map((key) => [`ots:${key}`, { expirationTtl: 300 }]));
  });

  it('of a user who was erased meanwhile are refused, and leave no record', async () => {
    const { secrets } = create({ note: async () => false });
    const name = 'a name that the caller chose';
    await expect(secrets.keepAs(name, { ...issue, purpose: reset })).rejects.toThrow(
      'no longer exists',
    );
    expect(await secrets.findLink(reset, name)).toBeNull();
  });

  it('are kept under a name that the caller chose, until they are forgotten', async () => {
    const keys: string[] = [];
    const { secrets } = create({ note: async (_, some) => keys.push(...some) > 0 });
    await secrets.keepAs('name', { ...issue, purpose: reset });
    expect(await secrets.findLink(reset, 'name')).toMatchObject({ context: { note: 'n' } });
    await secrets.forget(keys);
    expect(await secrets.findLink(reset, 'name')).toBeNull();
  });

  it('cost one KV read, whatever was typed', async () => {
    const reads: string[] = [];
    const kv = { get: async (key: string) => void reads.push(key) } as unknown as KVNamespace;
    const { secrets } = create({ kv });
    await secrets.findCode(reset, 'ada', '000000');
    await secrets.findLink(reset, '\u0000'.repeat(200));
    expect(reads).toHaveLength(2);
  });

  it('throw unavailable, not invalid, when KV fails', async () => {
    const { secrets } = create({ kv: brokenKv() as KVNamespace });
    for (const call of [
      secrets.issueLink({ ...issue, purpose: reset }),
      secrets.issueCode({ ...issue, purpose: reset, subjects: ['ada'] }),
      secrets.findLink(reset, 'rst_x'),
      secrets.findCode(reset, 'ada', '000000'),
    ])
      await expect(call).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  it('of two purposes never share a digest, whatever the subject and the code', async () => {
    const token = fc.tuple(
      fc.constantFrom('reset', 'unlock'),
      fc.string({ maxLength: 8 }),
      fc.string({ maxLength: 8 }),
    );
    const digests = new Map<string, string>();
    const kv = { get: async (key: string) => void digests.set(key, '') } as unknown as KVNamespace;
    await fc.assert(
      fc.asyncProperty(token, token, async (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        fc.pre(![...one, ...two].some((text) => text.includes('\u0000')));
        digests.clear();
        const { secrets } = create({ kv });
        for (const [name, subject, secret] of [one, two])
          await secrets.findCode({ ...reset, name }, subject, secret);
        expect(digests.size).toBe(2);
      }),
    );
  });
});

describe('a typed code', () => {
  it('may contain spaces and invisible characters, and nothing else beside six digits', () => {
    for (const typed of ['123456', ' 123 456 ', '1 2 3 4 5 6', '１２３４５６', '123456\u0000'])
      expect(codeSchema.parse(typed)).toBe('123456');
    for (const typed of ['', '12345', '1234567', '12345a', '-12345'])
      expect(codeSchema.safeParse(typed).success).toBe(false);
  });
});
