import { env } from 'cloudflare:workers';
import { CROWD, FACTORS_OF_CROWD, NOW } from './crowd.ts';

export { NOW };

/** Adds the {@link CROWD}. */
export async function seedUsers(count: number): Promise<void> {
  await env.DB.batch([env.DB.prepare(CROWD).bind(count, NOW), env.DB.prepare(FACTORS_OF_CROWD)]);
}
