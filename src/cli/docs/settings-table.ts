import type * as z from 'zod';
import { type Described, describedOf } from '../../config/kinds.ts';
import { SUBJECTS } from '../../config/settings.ts';

/** Every setting by subject, as Markdown tables: its rule, its default and its sentence. */
export function describeSettings(): string {
  return Object.entries(SUBJECTS)
    .map(([subject, settings]) => `### ${subject}\n\n${tableOf(settings)}`)
    .join('\n\n');
}

function tableOf(settings: Record<string, z.ZodType>): string {
  const rows = Object.entries(settings).map(([name, rule]) => rowOf(name, rule));
  return ['| Name | Takes | Default | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rowOf(name: string, rule: z.ZodType): string {
  const described = describedOf(rule);
  const isRequired = !rule.safeParse(undefined).success;
  const { default: fallback = '' } = described;
  const cells = [
    `\`${name}\`${described.secret === true ? ' (secret)' : ''}`,
    takes(described),
    isRequired ? 'required' : fallback === '' ? '' : `\`${fallback}\``,
    described.description ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function takes({ takes: said, unit, ...rule }: Described): string {
  if (said !== undefined) return said;
  if (rule.enum !== undefined) return rule.enum.map((value) => `\`${value}\``).join(', ');
  if (rule.format === 'uri') return 'URL';
  if (rule.type === 'integer' || rule.type === 'number') return rangeOf(rule, unit);
  return (rule.minLength ?? 0) > 1 ? `${rule.minLength} characters or more` : 'text';
}

function rangeOf({ minimum, maximum }: Described, unit: string | undefined): string {
  const range =
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? `${minimum} or more`
      : `${minimum} to ${maximum}`;
  return unit === undefined ? range : `${unit}, ${range}`;
}
