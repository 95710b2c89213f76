import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RATE_LIMIT_RULES } from '../../src/limits/rules.ts';

/** The settings of a file of nested maps, each by its path; items of lists stand under `0`. */
function leavesOf(yaml: string): Record<string, string> {
  const leaves: Record<string, string> = {};
  const open: { indent: number; name: string }[] = [];
  for (const line of yaml.split('\n').filter((one) => one.trim() !== '')) {
    const [, space = '', item = '', name = '', value = ''] =
      /^( *)(- )?([a-z_]+):(?: (.+))?$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    const indent = space.length + item.length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    open.push({ indent, name });
    if (value !== '') leaves[open.map((one) => one.name).join('.')] = value;
  }
  return leaves;
}

it('the scrape config asks the route, by the secret, within its limit', () => {
  const told = readFileSync('src/operations/README.md', 'utf8');
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(told) ?? [];
  const leaves = leavesOf(yaml);
  expect(leaves).toMatchObject({
    'scrape_configs.job_name': 'latchkey',
    'scrape_configs.scheme': 'https',
    'scrape_configs.metrics_path': '/api/v1/admin/metrics',
    'scrape_configs.authorization.credentials_file': expect.stringMatching(/^\//),
    'scrape_configs.static_configs.targets': expect.stringMatching(/^\[[a-z.]+\]$/),
  });
  const { limit, window } = RATE_LIMIT_RULES.metrics;
  const seconds = Number(leaves['scrape_configs.scrape_interval']?.replace(/s$/, ''));
  expect(limit * seconds * 1000).toBeGreaterThanOrEqual(window);
});
