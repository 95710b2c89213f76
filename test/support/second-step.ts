import { env } from 'cloudflare:workers';
import { editUsers } from './edit-users.ts';

/** Switches the mailed second step on: of one account, or of all. */
export async function switchSecondStepOn(email?: string): Promise<void> {
  await env.DB.prepare(
    `insert or ignore into user_factors (id, user_id, kind, created_at)
     select '00000000-0000-4000-8000-' || lower(hex(randomblob(6))), id, 'email_otp', 1 from users where ?1 is null or email = ?1`,
  )
    .bind(email ?? null)
    .run();
  await editUsers('updated_at = updated_at where ?1 is null or email = ?1', email ?? null);
}
