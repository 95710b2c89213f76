import type { Context } from 'hono';
import type * as z from 'zod';
import { pageOf } from '../../hosted/web/page-of.ts';
import type { PageForm } from '../../hosted/web/read-form.tsx';
import { parseSafely, toFieldErrors } from '../../http/body.ts';
import { validationError } from '../../http/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { Refused } from '../user-notices.tsx';
import type { Shown } from './form-gate.tsx';
import { type GivenSettings, inWords } from './settings-form.ts';

type Read<Settings> = { data: Settings; problem: null } | { data: null; problem: Shown };

/** Reads settings by the API's schema, or says what is wrong at which field. */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  given: GivenSettings,
): Read<z.output<Schema>> {
  const read = parseSafely(schema, given);
  if (read.success) return { data: read.data, problem: null };
  return { data: null, problem: { errors: inWords(toFieldErrors(read.error.issues), given) } };
}

/** What a refusal of the settings says, at their fields; null for any other refusal. */
export function problemOfSettings({ code, details }: AppError, given: GivenSettings): Shown | null {
  if (code !== validationError.code || details.errors === undefined) return null;
  return { errors: inWords(details.errors, given) };
}

/** What is wrong with a form that none of our pages has, or with a reason that is too long. */
export function problemOfForm(c: Context, wrong: PageForm<unknown>['wrong']): Shown {
  if (wrong.every(({ field }) => field === 'reason'))
    return { errors: [{ field: 'reason', message: 'Make it at most 500 characters.' }] };
  const why = 'We couldn’t read that form. Look at it once more, then send it again.';
  return { notice: <Refused page={pageOf(c)} why={why} /> };
}
