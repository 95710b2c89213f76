import { describe, expect, it } from 'vitest';
import { rateLimitOverrides, ruleOf } from '../../src/limits/rules.ts';

const HOUR = 3_600_000;
const read = (text: string) => rateLimitOverrides.safeParse(JSON.parse(text));

describe('the rule of a limit', () => {
  it('is that of the table, with what settings change of it', () => {
    expect(ruleOf('login', {})).toEqual({ limit: 25, window: HOUR });
    expect(ruleOf('login', { register: { limit: 1 } })).toEqual({ limit: 25, window: HOUR });
    expect(ruleOf('login', { login: { limit: 7 } })).toEqual({ limit: 7, window: HOUR });
    expect(ruleOf('login', { login: { window: 7 } })).toEqual({ limit: 25, window: 7 });
    const local = { limit: 7, window: 60_000, local: true };
    expect(ruleOf('login_name', { login_name: { limit: 7 } })).toEqual(local);
    expect(ruleOf('login', 'off')).toBeNull();
  });

  it('is changed by seconds of at most a day, and whole positive numbers', () => {
    expect(read('{"login":{"limit":1,"window":1}}').data).toEqual({
      login: { limit: 1, window: 1000 },
    });
    expect(read('{"login":{"window":86400}}').success).toBe(true);
    expect(read('{"login":{}}').success).toBe(true);
    for (const wrong of ['{"limit":0}', '{"limit":1.5}', '{"window":0}', '{"window":86401}'])
      expect([wrong, read(`{"login":${wrong}}`).success]).toEqual([wrong, false]);
    expect(read('{"nothing":{"limit":1}}').success).toBe(false);
  });
});
