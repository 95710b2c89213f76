/** A mail as its reader sees it. Header names in lower case, each with all of its values. */
export type ReadMail = { headers: Map<string, string[]>; text: string; html: string };

/** Reads what our mails consist of (RFC 5322, RFC 2045): headers, and two parts in UTF-8. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = readPart(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type')?.[0] ?? '')?.[1];
  if (boundary === undefined) throw new Error('the mail has no parts');
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => readPart(part.replace(/^\r\n/, '').replace(/\r\n$/, '')));
  const contentOf = (type: string) => {
    const part = parts.find((candidate) =>
      candidate.headers.get('content-type')?.[0]?.includes(type),
    );
    if (part === undefined) throw new Error(`the mail has no ${type}`);
    return decode(part.body, part.headers.get('content-transfer-encoding')?.[0]);
  };
  return { headers, text: contentOf('text/plain'), html: contentOf('text/html') };
}

function readPart(raw: string): { headers: Map<string, string[]>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of raw
    .slice(0, end)
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(name.length + 1).trim()]);
  }
  return { headers, body: raw.slice(end + 4) };
}

function decode(body: string, encoding = '7bit'): string {
  const plain = body.replaceAll('\r\n', '\n');
  if (encoding === '7bit') return plain;
  if (encoding === 'base64') return new TextDecoder().decode(Buffer.from(plain, 'base64'));
  if (encoding !== 'quoted-printable') throw new Error(`unknown encoding ${encoding}`);
  const bytes = plain
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return new TextDecoder().decode(Buffer.from(bytes, 'latin1'));
}
