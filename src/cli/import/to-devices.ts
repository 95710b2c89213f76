import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { v7 } from 'uuid';
import { toPlainText } from '../../shared/plain-text.ts';
import { flagOf, textOf } from './field-values.ts';
import type { SourceRow } from './to-user.ts';

const TOTP_MODEL = 'otp_totp.totpdevice';
const STATIC_MODEL = 'otp_static.staticdevice';
/** Apps of one account: what the service allows. */
const MOST = 5;
/** Characters of a name, as the service allows. */
const LONGEST_NAME = 64;
/** The RFC asks for 128 bits and recommends 160; `django-otp` makes 160 (RFC 4226 §4, R6). */
const LEAST_BYTES = 16;

/** An authenticator app to import. Its secret is in clear, so it is only kept in memory. */
export type ImportedDevice = { pk: string; label: string | null; bytes: Uint8Array };
export type UserDevices = { devices: ImportedDevice[]; notes: string[] };

/** Collects the devices of `django-otp` in a dump, by the primary key of their user. */
export function createDeviceCollector() {
  const known = new Map<string, UserDevices>();
  const ofUser = (row: SourceRow): UserDevices => {
    const key = userKeyOf(row.fields.user);
    const found = known.get(key) ?? { devices: [], notes: [] };
    known.set(key, found);
    return found;
  };
  return {
    see(row: SourceRow): void {
      const model = row.model?.toLowerCase();
      if (model === STATIC_MODEL)
        ofUser(row).notes.push(
          'without the static tokens: they are too short to be recovery codes here',
        );
      if (model !== TOTP_MODEL) return;
      const { devices, notes } = ofUser(row);
      const read = devices.length < MOST ? toDevice(row) : `there are more than ${MOST}`;
      if (typeof read !== 'string') devices.push(read);
      else notes.push(`without the authenticator app ${nameOf(row) ?? row.pk}: ${read}`);
    },

    /** The devices of a user, by primary key or, as natural keys are, by name. */
    of: ({ pk, fields }: SourceRow): UserDevices =>
      known.get(pk) ?? known.get(userKeyOf([fields.username])) ?? { devices: [], notes: [] },
  };
}
export type DeviceCollector = ReturnType<typeof createDeviceCollector>;

// `dumpdata --natural-foreign` writes a list of names in place of the key.
const userKeyOf = (user: unknown): string =>
  Array.isArray(user) ? `name ${user.map(textOf).join(' ')}` : textOf(user);

/** Returns the device, or why there is none. */
function toDevice(row: SourceRow): ImportedDevice | string {
  const { confirmed, step = 30, digits = 6, t0 = 0, drift = 0 } = row.fields;
  if (flagOf(confirmed ?? true) !== true) return 'it was never confirmed';
  if (Number(step) !== 30) return `its codes last ${textOf(step)} seconds, not 30`;
  if (Number(digits) !== 6) return `its codes have ${textOf(digits)} digits, not 6`;
  if (Number(t0) !== 0) return 'it counts from another time than 1970';
  if (Math.abs(Number(drift)) > 1) return `its clock is ${textOf(drift)} codes off`;
  const bytes = bytesOf(textOf(row.fields.key));
  if (bytes === null) return 'its key is not hexadecimal, or too short';
  return { pk: row.pk, label: nameOf(row), bytes };
}

function bytesOf(hex: string): Uint8Array | null {
  if (!/^([\da-f]{2})+$/i.test(hex) || hex.length < LEAST_BYTES * 2) return null;
  return hexToBytes(hex);
}

function nameOf({ fields }: SourceRow): string | null {
  const name = toPlainText([...textOf(fields.name)].slice(0, LONGEST_NAME).join(''));
  return name === '' ? null : name;
}

/** The id of an imported device: the same in every run. `at` is the time of import. */
export function deviceId(userId: string, { pk }: ImportedDevice, at: number): string {
  const random = sha256(utf8ToBytes(`latchkey/import/totp/${userId}/${pk}`)).slice(0, 16);
  return v7({ msecs: at, random });
}
