import { env } from 'cloudflare:workers';
import { createServices } from '../../src/wiring/services.ts';

/**
 * Edits rows of users by SQL, as only a test does, and teaches their guards, which would otherwise
 * go by the version that they know: `editUsers('roles = ? where id = ?', …)`.
 */
export async function editUsers(edit: string, ...values: (string | number | null)[]) {
  const { results } = await env.DB.prepare(
    `update users set version = version + 1, ${edit} returning id`,
  )
    .bind(...values)
    .run<{ id: string }>();
  await teachGuards(results.map(({ id }) => id));
}

/** Gives users roles by SQL: by id or address, or all of them. */
export const giveRoles = (roles: string[], who?: { id: string } | { email: string }) => {
  const set = ['user', ...roles.filter((role) => role !== 'user')];
  const where = who === undefined ? '' : ` where ${'id' in who ? 'id' : 'email'} = ?`;
  const values = who === undefined ? [] : ['id' in who ? who.id : who.email];
  return editUsers(`roles = ?${where}`, JSON.stringify(set), ...values);
};

/** Teaches the guards of these users what D1 has. */
export async function teachGuards(ids: string[]): Promise<void> {
  const { stores } = createServices({ env, defer: () => undefined });
  await Promise.all(ids.map((id) => stores.settleAccount(id)));
}
