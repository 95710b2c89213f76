import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ClientCommand } from '../../src/admin/client-commands.ts';
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

describe('an operator’s command about OAuth clients', () => {
  const CALLBACK = 'https://app.example.com/callback';
  const ask = (command: ClientCommand, bindings: Cloudflare.Env = env) =>
    answerOf(bindings, 'client', JSON.stringify(command));
  /** The result of a command that succeeds. */
  async function done(command: ClientCommand) {
    const answer = await ask(command);
    if (!answer.ok) throw new Error(answer.message);
    return answer.result as Record<string, unknown>;
  }
  const add = (settings: Record<string, unknown> = {}) =>
    done({
      act: 'add',
      settings: { client_name: 'App', redirect_uris: [CALLBACK], ...settings },
    });

  it('adds, shows, lists, changes, rotates and removes, and is recorded without an actor', async () => {
    const lines = takeConsole();
    const { client_secret: first, ...made } = await add({ scope: 'openid' });
    const id = String(made.client_id);
    expect(made).toMatchObject({ client_name: 'App', scope: 'openid', redirect_uris: [CALLBACK] });
    expect(await done({ act: 'show', id })).toEqual(made);
    expect(await done({ act: 'list' })).toEqual({ clients: [made] });
    const settings = { disabled: true, client_name: 'Newer' };
    expect(await done({ act: 'change', id, settings })).toMatchObject({
      client_name: 'Newer',
      disabled_at: expect.any(String),
    });
    const second = await done({ act: 'rotate', id, keep: true });
    expect(second.secrets).toHaveLength(2);
    const third = await done({ act: 'rotate', id, keep: false });
    expect(third.secrets).toHaveLength(1);
    expect(await done({ act: 'remove', id })).toEqual({ client_id: id, removed: true });
    expect(await ask({ act: 'show', id })).toMatchObject({ ok: false, code: 'not_found' });
    const secrets = [first, second.client_secret, third.client_secret].map(String);
    expect(new Set(secrets).size).toBe(3);
    for (const secret of secrets) expect(JSON.stringify(lines)).not.toContain(secret);
    const { results } = await env.DB.prepare(
      "select type, actor_id, user_agent from audit_events where type like 'admin.client%'",
    ).all<{ type: string }>();
    expect(results.map(({ type }) => type).sort()).toEqual([
      'admin.client_changed',
      'admin.client_registered',
      'admin.client_removed',
      'admin.client_secret_rotated',
      'admin.client_secret_rotated',
    ]);
    for (const event of results)
      expect(event).toMatchObject({ actor_id: null, user_agent: 'command line' });
  });

  it('is refused with the name of every wrong field, and changes nothing', async () => {
    const lines = takeConsole();
    const wrong: [Record<string, unknown>, string[]][] = [
      [{ client_name: 'App' }, ['redirect_uris: ']],
      [{ client_name: '', redirect_uris: ['http://x.example/'] }, ['client_name: ', 'uris.0: ']],
      [
        { client_name: 'App', redirect_uris: [CALLBACK], scope: 'openid account' },
        ['scope: Only first-party'],
      ],
    ];
    for (const [settings, words] of wrong) {
      const answer = await ask({ act: 'add', settings });
      expect(answer).toMatchObject({ ok: false, code: 'validation_error' });
      for (const word of words) expect(answer.ok ? '' : answer.message).toContain(word);
    }
    const other = { act: 'frob' } as unknown as ClientCommand;
    expect(await ask(other)).toMatchObject({ ok: false, code: 'validation_error' });
    expect(await done({ act: 'list' })).toEqual({ clients: [] });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('says that the service failed where D1 does', async () => {
    takeConsole();
    const broken = { ...env, DB: brokenDatabase() } as unknown as Cloudflare.Env;
    expect(await ask({ act: 'list' }, broken)).toMatchObject({
      ok: false,
      code: 'storage_unavailable',
    });
  });
});
