import { Secret, TOTP } from 'otpauth';
import { withOperator } from '../../src/cli/admin/reach-operator.ts';
import { chooseServer } from '../../src/cli/dev-servers.ts';
import { createSealDevices } from '../../src/cli/import/seal-devices.ts';
import type { Platform } from '../../src/cli/platform.ts';
import type { Checks } from './checks.ts';
import type { DevServer } from './dev-server.ts';
import { openLocalDatabase } from './local-database.ts';
import { call } from './sign-up.ts';

type Ran = { status: number | null; out: string; err: string };
type Import = {
  /** That of every imported user. */
  password: string;
  importRows: (rows: object[]) => Ran;
  userRow: (pk: number, fields: object) => object;
};

/** An authenticator app of `django-otp`, as `dumpdata` writes it: its key in hexadecimal. */
const deviceRow = (pk: number, user: number, key: string) => ({
  model: 'otp_totp.totpdevice',
  pk,
  fields: {
    ...{ user, name: 'phone', confirmed: true, key, step: 30, t0: 0, digits: 6 },
    ...{ tolerance: 1, drift: 0, last_t: -1 },
  },
});
/** Keys of the users 1 and 2. */
const KEYS = [
  '3132333435363738393031323334353637383930',
  '00112233445566778899aabbccddeeff00112233',
];

/** Imports users with authenticator apps into a server that runs, and signs them in. */
export async function checkDevices(
  { check }: Checks,
  { url, state }: DevServer,
  { password, importRows, userRow }: Import,
): Promise<void> {
  const rows = KEYS.flatMap((key, at) => [
    deviceRow(at + 1, at + 1, key),
    userRow(at + 1, { username: `app${at + 1}`, email: `app${at + 1}@example.com` }),
  ]);
  const { status, out, err } = importRows(rows);
  check('users with authenticator apps are imported', status === 0, out + err);
  const again = importRows(rows);
  check(
    'once',
    again.status === 0 && again.out.includes('Nothing was changed.'),
    again.out + again.err,
  );

  const target = {
    service: 'latchkey',
    server: chooseServer({ environment: undefined, persistTo: state, port: undefined }),
  };
  await withOperator(target, async (ask) => {
    const seals = (await ask('seals', '')) as { key: string; rows: number }[];
    const own = seals.length === 1 && seals[0]?.key === 'present' && seals[0].rows === 2;
    check('their secrets are sealed by the key of the service', own, JSON.stringify(seals));
    await sealByService(state, KEYS[1] ?? '', async (name, argument) =>
      JSON.stringify({ ok: true, result: await ask(name, argument) }),
    );
  });

  for (const [at, key] of KEYS.entries()) {
    const email = `app${at + 1}@example.com`;
    const app = new TOTP({ secret: Secret.fromHex(key) });
    const waiting = await call<{ mfa_token?: string; methods?: string[] }>(url, 'POST', 'login', {
      ...{ email, password, token_delivery: 'body' },
    });
    const { mfa_token, methods = [] } = waiting;
    check('the old password waits for a code', methods.includes('totp'), JSON.stringify(waiting));
    const finish = (otp: string) =>
      call(url, 'POST', 'login/otp-verify', { mfa_token, otp }).then(
        () => 'signed in',
        (error: Error) => error.message,
      );
    const old = await finish(app.generate({ timestamp: Date.now() - 3_600_000 }));
    check('not for one of an hour ago', old.includes('otp_invalid'), old);
    const told = await finish(app.generate());
    const sealer = at === 0 ? 'the import' : 'the service';
    check(`the old app signs in by a secret that ${sealer} sealed`, told === 'signed in', told);
  }
}

/** Has the service seal the secret of user 2 anew, as an import into a deployed one does. */
async function sealByService(
  state: string,
  key: string,
  run: (name: string, argument: string) => Promise<string>,
): Promise<void> {
  const db = openLocalDatabase(state);
  const [row] = db
    .prepare('select f.id from user_factors f join users u on u.id = f.user_id where u.email = ?')
    .all('app2@example.com');
  const factorId = String(row?.id);
  const env = { OPERATOR: { run } } as unknown as Platform['env'];
  const bytes = new Uint8Array(Secret.fromHex(key).buffer);
  const [sealed] = await createSealDevices(env, undefined)([{ factorId, bytes }]);
  if (sealed === undefined) throw new Error('the service sealed nothing');
  db.prepare('update user_factors set secret = ?, sealed_by = ? where id = ?').run(
    sealed.secret,
    sealed.sealedBy,
    factorId,
  );
  db.close();
}
