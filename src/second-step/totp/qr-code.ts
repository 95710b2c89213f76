/** Modules of white around the code (ISO/IEC 18004 §6.3.8). */
const QUIET = 4;

/**
 * Returns a QR code as an SVG image of its own: black on white, without script, style or reference.
 * The text is in it only as squares. Throws for a text of more than about 2,900 bytes.
 */
export async function renderQrCode(text: string): Promise<string> {
  const { encodeQR } = await import('qr');
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET });
  const path = rows.map((row, y) =>
    runsOf(row)
      .map(([x, n]) => `M${x} ${y}h${n}v1h-${n}z`)
      .join(''),
  );
  const size = rows.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img"`,
    ` aria-label="QR code" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/>`,
    `<path d="${path.join('')}"/></svg>`,
  ].join('');
}

/** The runs of dark modules in a row: where each begins, and its length. */
function runsOf(row: readonly boolean[]): [x: number, length: number][] {
  const runs: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  }
  return runs;
}
