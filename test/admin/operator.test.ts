import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { Operator, type OperatorAnswer } from '../../src/wiring/operator.ts';
import { takeConsole } from '../support/console.ts';
import { brokenDatabase } from '../support/faults.ts';

const answerOf = async (bindings: Cloudflare.Env, ...args: [string, string]) =>
  JSON.parse(await new Operator(createExecutionContext(), bindings).run(...args)) as OperatorAnswer;

describe('the operator’s entrypoint', () => {
  it('logs failures, and no refusals', async () => {
    const lines = takeConsole();
    const errors = () => lines.filter(({ level }) => level === 'error');
    expect(await answerOf(env, 'promote', 'nobody@example.com')).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(await answerOf(env, 'constructor', '')).toMatchObject({
      ok: false,
      code: 'unknown_command',
    });
    expect(errors()).toEqual([]);
    const broken = { ...env, DB: brokenDatabase() } as unknown as Cloudflare.Env;
    expect(await answerOf(broken, 'promote', 'nobody@example.com')).toMatchObject({ ok: false });
    expect(errors()).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('nobody@example.com');
  });
});
