import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { renderQrCode } from '../../../src/second-step/totp/qr-code.ts';

const SCALE = 4;

/** Draws the image as a browser would, and reads it as an authenticator app would. */
function read(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const width = size * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  const dark = /<path d="([^"]*)"\/><\/svg>$/.exec(svg)?.[1] ?? '';
  for (const [, x, y, length] of dark.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let at = Number(x) * SCALE; at < (Number(x) + Number(length)) * SCALE; at++)
        data.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3);
  return decodeQR({ width, height: width, data });
}

const URI = 'otpauth://totp/Latchkey:ada%40example.com?issuer=Latchkey&secret=GEZDGNBVGY3TQOJQ';

describe('the QR code', () => {
  it('says what it was made for', async () => {
    const long = `${URI}&x=${'%F0%9F%94%91'.repeat(80)}`;
    for (const text of [URI, long, 'A']) expect(read(await renderQrCode(text))).toBe(text);
  });

  it('is an image alone: no script, style, reference or text', async () => {
    const svg = await renderQrCode(`${URI}"/><script>alert(1)</script>`);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [\w="\- ]+>/);
    expect(svg.match(/<[a-z/]+/g)).toEqual(['<svg', '<path', '<path', '</svg']);
    expect(svg).not.toMatch(/script|style|href|url\(|otpauth|&|on\w+=/);
    expect((await renderQrCode(URI)).length).toBeLessThan(12_000);
  });
});
