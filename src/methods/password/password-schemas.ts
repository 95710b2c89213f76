import * as z from 'zod';
import { passwordSchema } from '../../users/password-schema.ts';

/** A password that replaces another. */
export const newPasswordSchema = passwordSchema.meta({ examples: ['another-Horse-8-battery'] });

/** A body with a new password, optionally confirmed, and other fields. */
export function newPasswordBody<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .object({
      ...shape,
      new_password: newPasswordSchema,
      new_password_confirm: z.string().optional(),
    })
    .superRefine((body, context) => {
      const { new_password: first, new_password_confirm: second } = body as {
        new_password?: unknown;
        new_password_confirm?: unknown;
      };
      if (second === undefined || second === first) return;
      context.addIssue({
        code: 'custom',
        path: ['new_password_confirm'],
        message: 'The two passwords do not match.',
      });
    });
}
