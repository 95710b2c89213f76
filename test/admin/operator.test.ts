import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Operator, type OperatorAnswer } from '../../src/wiring/operator.ts';
import { brokenDatabase } from '../support/faults.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const answerOf = async (bindings: Cloudflare.Env, ...args: [string, string]) =>
  JSON.parse(await new Operator(createExecutionContext(), bindings).run(...args)) as OperatorAnswer;

describe('the operator’s entrypoint', () => {
  it('logs what failed, and no refusal', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await answerOf(env, 'promote', 'nobody@example.com')).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(await answerOf(env, 'constructor', '')).toMatchObject({
      ok: false,
      code: 'unknown_command',
    });
    expect(errors).not.toHaveBeenCalled();
    const broken = { ...env, DB: brokenDatabase() } as unknown as Cloudflare.Env;
    expect(await answerOf(broken, 'promote', 'nobody@example.com')).toMatchObject({ ok: false });
    expect(errors).toHaveBeenCalledOnce();
    expect(JSON.stringify(errors.mock.calls)).not.toContain('nobody@example.com');
  });
});
