/**
 * Returns the language tags of an `Accept-Language`, most wanted first (RFC 9110 §12.5.4). Those of
 * equal weight keep their order; those of weight 0, or of none that can be read, are left out.
 */
export function acceptedTags(header = ''): string[] {
  return header
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().split(/\s*;\s*/);
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
      return { tag, weight: Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
