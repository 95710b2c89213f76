import * as z from 'zod';
import { fromBase64Url } from './bytes.ts';

/** Bytes of the longest credential id (WebAuthn Level 3 §5.8.3, "Credential ID"). */
const MAX_ID = 1023;
/** Characters of other members. Bodies are limited to 64 KiB anyway. */
const MAX_MEMBER = 48_000;
/** Authenticators name a handful of short transports; more are not kept. */
const MAX_TRANSPORTS = 10;
const MAX_TRANSPORT = 32;

const base64Url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => fromBase64Url(text) !== null, 'is not base64url without padding');

const credentialId = base64Url(Math.ceil((MAX_ID * 4) / 3));

/** The longest id is that of 1023 bytes: four characters hold three. */
const envelope = {
  id: credentialId.meta({ examples: ['vJc1qA8e1o2nSgW5lQp0Tw'] }),
  rawId: credentialId.meta({ examples: ['vJc1qA8e1o2nSgW5lQp0Tw'] }),
  type: z.literal('public-key'),
};
// As everywhere, null is the same as nothing: authenticators leave it to clients to say so.
const orNothing = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
const member = () => base64Url(MAX_MEMBER).meta({ examples: ['eyJ0eXBlIjoid2ViYXV0aG4uLi4ifQ'] });

// Kept as they are, unknown ones too, to be sent back unchanged.
const transports = z
  .array(z.string())
  .transform((given) =>
    given.filter((one) => one.length <= MAX_TRANSPORT).slice(0, MAX_TRANSPORTS),
  );

const isOneId = ({ id, rawId }: { id: string; rawId: string }) => id === rawId;
const ONE_ID = { path: ['rawId'], message: 'is not `id`' };

/** A new passkey, as `PublicKeyCredential.toJSON()` returns it. Further members are ignored. */
export const newCredential = z
  .object({
    ...envelope,
    response: z.object({
      clientDataJSON: member(),
      attestationObject: member(),
      transports: transports
        .nullish()
        .transform(orNothing)
        .meta({ examples: [['internal', 'hybrid']] }),
    }),
  })
  .refine(isOneId, ONE_ID)
  .meta({ id: 'NewPasskeyCredential' });
export type NewCredential = z.output<typeof newCredential>;

/** A passkey's proof, as `PublicKeyCredential.toJSON()` returns it. */
export const assertionCredential = z
  .object({
    ...envelope,
    response: z.object({
      clientDataJSON: member(),
      authenticatorData: member(),
      signature: member(),
      userHandle: base64Url(88)
        .nullish()
        .transform(orNothing)
        .meta({ examples: ['AZD1pH0rfD6aQVtsfY6fAQ'] }),
    }),
  })
  .refine(isOneId, ONE_ID)
  .meta({ id: 'PasskeyCredential' });
export type AssertionCredential = z.output<typeof assertionCredential>;

/** A passkey's proof in the documentation of fields that any factor may share. */
export const EXAMPLE_ASSERTION = {
  id: 'vJc1qA8e1o2nSgW5lQp0Tw',
  rawId: 'vJc1qA8e1o2nSgW5lQp0Tw',
  type: 'public-key',
  response: {
    clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uLi4ifQ',
    authenticatorData: 'eyJ0eXBlIjoid2ViYXV0aG4uLi4ifQ',
    signature: 'eyJ0eXBlIjoid2ViYXV0aG4uLi4ifQ',
    userHandle: 'AZD1pH0rfD6aQVtsfY6fAQ',
  },
};
