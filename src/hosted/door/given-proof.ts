import * as z from 'zod';
import { codeSchema } from '../../one-time-secrets/schemas.ts';
import type { GivenProof } from '../../second-step/factors/factor.ts';
import { METHODS, type Method } from '../../step-up/proofs.ts';
import { passwordSchema } from '../../users/password-schema.ts';
import { credentialText } from './credential-field.ts';

/** A form with a proof: which one it shows, and its fields as typed. */
export const proofForm = z.object({ by: z.enum(METHODS) }).catchall(z.string());

const credential = credentialText(z.looseObject({ id: z.string() }));

/** The field of each proof, by which its error is shown. */
export const FIELDS = {
  totp: 'otp',
  email_otp: 'otp',
  recovery_code: 'recovery_code',
  password: 'password',
  passkey: 'credential',
} as const satisfies Record<Method, GivenProof['field']>;

/** Reads the proof of a form; null if its field is empty or cannot be one. */
export function proofIn(method: Method, fields: Record<string, string>): GivenProof | null {
  const text = fields[FIELDS[method]] ?? '';
  if (method === 'passkey') {
    const { data } = credential.safeParse(text);
    return data === undefined ? null : { field: 'credential', value: data };
  }
  if (method === 'password') {
    const { data } = passwordSchema.safeParse(text);
    return data === undefined ? null : { field: 'password', value: data };
  }
  if (method === 'recovery_code')
    return /[^\s-]/.test(text) && text.length <= 100
      ? { field: 'recovery_code', value: text }
      : null;
  const { data } = codeSchema.safeParse(text);
  return data === undefined ? null : { field: 'otp', value: data };
}
