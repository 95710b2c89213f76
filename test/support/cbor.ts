/** What the test authenticator encodes. */
export type Cbor = number | string | Uint8Array | Cbor[] | Map<number | string, Cbor>;

/** Joins byte strings. */
export const joined = (...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...part]));

/** Encodes a value in the canonical CBOR of CTAP2, except that maps keep their order. */
export function cbor(value: Cbor): Uint8Array<ArrayBuffer> {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    return joined(head(3, bytes.length), bytes);
  }
  if (value instanceof Uint8Array) return joined(head(2, value.length), value);
  if (Array.isArray(value)) return joined(head(4, value.length), ...value.map(cbor));
  const entries = [...value].flatMap(([key, member]) => [cbor(key), cbor(member)]);
  return joined(head(5, value.size), ...entries);
}

function head(major: number, length: number): Uint8Array<ArrayBuffer> {
  const first = major << 5;
  if (length < 24) return joined([first | length]);
  if (length < 0x100) return joined([first | 24, length]);
  if (length < 0x10000) return joined([first | 25, length >> 8, length & 255]);
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setUint32(0, length);
  return joined([first | 26], new Uint8Array(bytes.buffer));
}
