import { findStep } from '../totp/one-time-passwords.ts';
import { openSecret } from '../totp/sealed-secret.ts';
import { TOTP, timeStepSecret } from '../totp/totp-secrets.ts';
import { besideUser } from './beside-user.ts';
import type { FactorDeps, TypedFactor } from './factor.ts';

/** An authenticator app as second step. */
export const totpFactor = {
  kind: TOTP,
  prompt: 'Enter the code of your authenticator app.',
  enrolPrompt: 'Set up an authenticator app to continue.',
  create: createTotp,
} as const;

function createTotp({ sealed, factorKeys, clock, log }: FactorDeps): TypedFactor {
  // A secret whose key is gone must not keep its owner from using another device.
  const open = async (factorId: string, secret: string) => {
    try {
      return await openSecret(factorKeys, { factorId, sealed: secret });
    } catch (error) {
      log.error('secret_not_opened', error);
      return null;
    }
  };
  return {
    kind: TOTP,
    field: 'otp',

    // Looks at every device, so that time does not tell which one a code is of.
    async find({ value: code, occasion, user: reading }) {
      const [user, devices] = await besideUser(occasion, reading, (id) =>
        sealed.listByUser(id, TOTP),
      );
      if (user === null || devices === null) return null;
      const now = clock();
      const steps = await Promise.all(
        devices.map(async ({ id: factorId, secret }) => {
          const bytes = await open(factorId, secret);
          const step = bytes === null ? null : await findStep(bytes, code, now);
          return step === null ? null : { factorId, step };
        }),
      );
      const found = steps.find((one) => one !== null);
      if (found === undefined) return null;
      const secret = timeStepSecret({ ...found, userId: user.id, now });
      return { secret: { ...secret, context: null }, factorId: found.factorId };
    },
  };
}
