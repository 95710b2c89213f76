import { createDatabase } from '../../src/shared/database.ts';
import { createImportStore, type ImportedUser } from '../../src/users/import-store.ts';
import { freshEmail } from './people.ts';
import type { TestApp } from './test-app.ts';

/** Inserts a user with a foreign hash into D1, as the import does; returns the address. */
export async function importUser(
  app: TestApp,
  passwordHash: string | null,
  extra: Partial<ImportedUser> = {},
): Promise<string> {
  const email = freshEmail();
  const db = createDatabase(app.env.DB);
  await createImportStore(db).importStatement([
    {
      id: crypto.randomUUID(),
      email,
      emailNormalized: email,
      username: null,
      usernameNormalized: null,
      passwordHash,
      firstName: 'Ada',
      lastName: 'Lovelace',
      displayName: '',
      status: 'active',
      roles: ['user'],
      emailVerifiedAt: app.clock(),
      lastLoginAt: null,
      createdAt: Date.UTC(2020, 0, 1),
      importedAt: app.clock(),
      ...extra,
    },
  ]);
  return email;
}
