import * as z from 'zod';
import { once } from '../shared/once.ts';
import { toUserHandle } from './bytes.ts';
import { ALGORITHMS, CEREMONY_TIME, type RelyingParty } from './relying-party.ts';

const EXAMPLE_CHALLENGE =
  'uN4vQ0rB8mJ2sXyL6tWcEgAAADpR3X7UAz5qk0dTf1oYhVnJ9lPwSuGxKbMCiRvHaeZtDL2EjQ';

const descriptor = once(() =>
  z
    .object({
      id: z.string(),
      type: z.literal('public-key'),
      transports: z.array(z.string()),
    })
    .meta({
      id: 'PasskeyDescriptor',
      examples: [
        { id: 'vJc1qA8e1o2nSgW5lQp0Tw', type: 'public-key', transports: ['internal', 'hybrid'] },
      ],
    }),
);
const common = once(() => ({
  challenge: z.string().meta({ examples: [EXAMPLE_CHALLENGE] }),
  timeout: z
    .int()
    .describe('Milliseconds.')
    .meta({ examples: [CEREMONY_TIME] }),
}));
const rpId = once(() => z.string().meta({ examples: ['auth.example.com'] }));
const userHandle = once(() =>
  z
    .string()
    .describe('The account as authenticators know it.')
    .meta({ examples: ['AZD1pH0rfD6aQVtsfY6fAQ'] }),
);

/** What the client's calls of `signalAllAcceptedCredentials` need (WebAuthn Level 3 §5.1.10). */
export const signalFields = once(() => ({ rp_id: rpId(), user_handle: userHandle() }));

/** The argument of `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export const creationOptions = once(() =>
  z
    .object({
      ...common(),
      rp: z.object({ id: rpId(), name: z.string().meta({ examples: ['Latchkey'] }) }),
      user: z.object({
        id: userHandle(),
        name: z.string().meta({ examples: ['ada@example.com'] }),
        displayName: z.string().meta({ examples: ['Ada'] }),
      }),
      pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })).meta({
        examples: [ALGORITHMS.map((alg) => ({ type: 'public-key', alg }))],
      }),
      excludeCredentials: z.array(descriptor()).describe('The account’s passkeys.'),
      authenticatorSelection: z.object({
        residentKey: z.literal('required'),
        requireResidentKey: z.literal(true),
        userVerification: z.literal('required'),
      }),
      attestation: z.literal('none'),
    })
    .meta({ id: 'PasskeyCreationOptions' }),
);
type CreationOptions = z.infer<ReturnType<typeof creationOptions>>;

/** The argument of `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export const requestOptions = once(() =>
  z
    .object({
      ...common(),
      rpId: rpId(),
      allowCredentials: z.array(descriptor()),
      userVerification: z.literal('required'),
    })
    .meta({ id: 'PasskeyRequestOptions' }),
);
export type RequestOptions = z.infer<ReturnType<typeof requestOptions>>;

type Known = { credentialId: string; transports: string[] };

const toDescriptor = ({ credentialId: id, transports }: Known) => ({
  id,
  type: 'public-key' as const,
  transports,
});

/** Makes the options of a new passkey, which must not be one of `passkeys`. */
export function toCreationOptions(
  { id, name }: RelyingParty,
  {
    challenge,
    user,
    passkeys,
  }: {
    challenge: string;
    user: { id: string; email: string; displayName: string };
    passkeys: readonly Known[];
  },
): CreationOptions {
  const displayName = user.displayName === '' ? user.email : user.displayName;
  return {
    challenge,
    timeout: CEREMONY_TIME,
    rp: { id, name },
    user: { id: toUserHandle(user.id), name: user.email, displayName },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: passkeys.map(toDescriptor),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

/** Makes the options of a proof by one of `passkeys`, or by any that the authenticator has. */
export function toRequestOptions(
  { id }: RelyingParty,
  challenge: string,
  passkeys: readonly Known[] = [],
): RequestOptions {
  return {
    challenge,
    timeout: CEREMONY_TIME,
    rpId: id,
    allowCredentials: passkeys.map(toDescriptor),
    userVerification: 'required',
  };
}
