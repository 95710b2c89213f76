import { fromBase64Url } from './bytes.ts';

/** What the browser says of a ceremony (WebAuthn Level 3 §5.8.1), as far as it is read here. */
export type ClientData = { challenge: string };

/**
 * Reads the client data. Returns null if it is no JSON object, or if it comes from a frame of
 * another origin: the library looks at that in part only. It judges type, origin and challenge.
 */
export function readClientData(encoded: string): ClientData | null {
  const parsed = parse(encoded);
  if (parsed === null || typeof parsed.challenge !== 'string') return null;
  const { challenge, crossOrigin, topOrigin } = parsed;
  const isFramed = crossOrigin !== undefined && crossOrigin !== false;
  return isFramed || topOrigin !== undefined ? null : { challenge };
}

function parse(encoded: string): Record<string, unknown> | null {
  const bytes = fromBase64Url(encoded);
  if (bytes === null) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
