import { expect, it } from 'vitest';
import { explore } from './explore.ts';
import { SIGN_IN } from './flows/sign-in.ts';

it.each(SIGN_IN)('$name', { timeout: 600_000 }, async (flow) => {
  const t = Date.now();
  const { findings, runs } = await explore(flow);
  console.log(flow.name, runs, Date.now() - t);
  expect(findings).toEqual([]);
});
