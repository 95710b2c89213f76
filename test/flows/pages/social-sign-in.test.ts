import { describe, expect, it } from 'vitest';
import { register } from '../../support/people.ts';
import { LABEL, START, socialWorld } from '../../support/social-world.ts';

describe('a way to a provider', () => {
  it('makes an account of a vouched address, and leads to it', async () => {
    const world = await socialWorld();
    const client = world.browser();
    const page = await world.go(client);
    expect([page.status, page.url]).toEqual([200, '/account/profile']);
    expect(page.text).toContain('Ada Lovelace');
    expect(await world.signedInAs(client)).toBe(world.email);
  });
});
