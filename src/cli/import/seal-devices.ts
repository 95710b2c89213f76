import { base64url } from 'jose';
import { factorKeys } from '../../config/derived-keys.ts';
import { type SealedSecret, sealSecret } from '../../second-step/totp/sealed-secret.ts';
import type { OperatorAnswer } from '../../wiring/operator.ts';
import { type Platform, PlatformError } from '../platform.ts';
import { readAuthSecret } from './find-erased.ts';

/** Seals secrets for the service that will check codes with them, in their order. */
export type SealDevices = (
  secrets: { factorId: string; bytes: Uint8Array }[],
) => Promise<SealedSecret[]>;

/**
 * Creates the function that seals the secrets of authenticator apps: by the deployed Worker, which
 * alone has its key, or locally with the key in `.dev.vars`. It throws {@link PlatformError}.
 */
export function createSealDevices(
  { OPERATOR }: Platform['env'],
  environment: string | undefined,
): SealDevices {
  if (OPERATOR === undefined) return sealLocally(environment);
  return async function sealDevices(secrets) {
    const sent = secrets.map(({ factorId, bytes }) => ({
      factorId,
      secret: base64url.encode(bytes),
    }));
    const answer = JSON.parse(await OPERATOR.run('seal', JSON.stringify(sent))) as OperatorAnswer;
    if (answer.ok) return answer.result as SealedSecret[];
    const hint = answer.code === 'unknown_command' ? ': deploy this version first' : '';
    throw new PlatformError(`the deployed Worker cannot seal secrets (${answer.message})${hint}`);
  };
}

function sealLocally(environment: string | undefined): SealDevices {
  const secret = readAuthSecret(environment);
  return async function sealDevices(secrets) {
    if (secret === null)
      throw new PlatformError('.dev.vars has no AUTH_SECRET to seal authenticator apps with');
    const keys = factorKeys([secret]);
    return Promise.all(secrets.map((one) => sealSecret(keys, one)));
  };
}
