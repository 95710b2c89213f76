import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';

describe('Workers Logs', () => {
  it('keep no query string in any environment, because mailed links carry secrets there', () => {
    expect(env.TEST_OBSERVABILITY).toHaveLength(3);
    for (const settings of env.TEST_OBSERVABILITY)
      expect(settings).toMatchObject({ enabled: true, redact_query_string: true });
  });
});
