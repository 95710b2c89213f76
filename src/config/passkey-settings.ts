import * as z from 'zod';
import { parseOrigin } from '../http/origin.ts';
import { splitList } from './kinds.ts';

/** The digest of an app's signing certificate, as Android names an app's origin. */
const ANDROID = /^android:apk-key-hash:[\w-]{43}$/;
/** A host name in ASCII. An address is none: its last label is a number. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*(?!\d+$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** An origin that passkeys may be used from, as client data names it; null for any other text. */
function parsePasskeyOrigin(text: string): string | null {
  if (ANDROID.test(text)) return text;
  const origin = parseOrigin(text);
  return origin !== null && /^https?:/.test(origin) ? origin : null;
}

/** Whose passkeys they are, and where they may be used. */
export const passkeySettings = {
  PASSKEY_RP_ID: z
    .string()
    .transform((domain) => domain.toLowerCase())
    .refine((domain) => DOMAIN.test(domain), 'is no domain like example.com')
    .optional()
    .meta({ takes: 'domain' })
    .describe('The domain of passkeys, for good; the host of `APP_URL` if not set.'),
  PASSKEY_ORIGINS: z
    .string()
    .default('')
    .transform((list, context) => {
      const origins = splitList(list).map(parsePasskeyOrigin);
      const bad = origins.flatMap((origin, index) => (origin === null ? [index + 1] : []));
      if (bad.length > 0)
        context.addIssue({
          code: 'custom',
          message: `entry ${bad.join(', ')} is neither a web origin nor android:apk-key-hash:…`,
        });
      return origins.filter((origin) => origin !== null);
    })
    .meta({ takes: 'origins, by commas' })
    .describe('Pages and Android apps that use passkeys, beside `APP_URL`.'),
};
