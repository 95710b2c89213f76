import * as z from 'zod';
import { auditView } from '../audit/audit-view.ts';
import { EXAMPLE_IDS } from '../http/example-values.ts';
import { once } from '../shared/once.ts';
import { ROLES } from '../shared/role.ts';
import { exportedConnection } from './export-connections.ts';
import { exportedIdentity } from './export-identities.ts';
import { exportedMail } from './export-mails.ts';
import { exportedPasskey } from './export-passkeys.ts';
import { exportedSession } from './export-sessions.ts';

/** Raised if a field is removed or changes its meaning; new fields do not raise it. */
export const SCHEMA_VERSION = 1;

const time = once(() => z.iso.datetime().nullable());

/** Everything stored about a user; of passwords, only dates and their number. */
export const accountExport = once(() =>
  z
    .object({
      schema_version: z.literal(SCHEMA_VERSION),
      exported_at: z.iso.datetime(),
      user: z.object({
        id: z.uuid().meta({ examples: [EXAMPLE_IDS.user] }),
        email: z.string(),
        username: z.string().nullable(),
        first_name: z.string(),
        last_name: z.string(),
        display_name: z.string(),
        timezone: z.string(),
        locale: z
          .string()
          .nullable()
          .meta({ examples: ['de-AT'] }),
        status: z.enum(['active', 'disabled']),
        roles: z.array(z.enum(ROLES)),
        mfa_enabled: z.boolean(),
        mfa_enabled_at: time(),
        registered_browser: z.string().nullable(),
        registered_country: z.string().nullable(),
        email_verified_at: time(),
        terms_accepted_at: time(),
        privacy_policy_accepted_at: time(),
        last_login_at: time(),
        locked_until: time(),
        created_at: z.iso.datetime(),
        updated_at: z.iso.datetime(),
      }),
      factors: z.array(
        z.object({
          id: z.uuid(),
          kind: z.string().meta({ examples: ['email_otp'] }),
          label: z
            .string()
            .nullable()
            .meta({ examples: [null] }),
          created_at: time(),
          last_used_at: time(),
        }),
      ),
      passkeys: z.array(exportedPasskey()),
      identities: z
        .array(exportedIdentity())
        .describe('Accounts at providers that sign the user in.'),
      recovery_codes: z.array(z.object({ created_at: time(), used_at: time() })),
      password: z.object({
        is_set: z.boolean(),
        changed_at: time(),
        found_in_breach_at: time(),
        former_passwords_kept: z.int(),
      }),
      lockout: z.object({ locked_until: time() }),
      sessions: z.array(exportedSession()),
      connections: z.array(exportedConnection()).describe('Apps that have access.'),
      mails: z.array(exportedMail()).describe('Mails of the last 90 days, without what they said.'),
      audit_events: z.array(auditView()),
    })
    .meta({ id: 'AccountExport' }),
);
export type AccountExport = z.infer<ReturnType<typeof accountExport>>;
