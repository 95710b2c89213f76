import { raw } from 'hono/html';

/**
 * A QR code that was drawn already (`second-step/totp/qr-code.ts`), with what it does as its label.
 */
export const DrawnQr = ({ svg, label }: { svg: string; label: string }) => {
  const escaped = label.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const named = svg.replace(/aria-label="[^"]*"/, () => `aria-label="${escaped}"`);
  return <>{raw(named.replace('<svg', '<svg class="qr"'))}</>;
};

/** A QR code. `modules` are its rows without margin, dark ones true; `label` says what it does. */
export const Qr = ({ modules, label }: { modules: boolean[][]; label: string }) => {
  const size = modules.length;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path d={modules.map(drawRow).join('')} />
    </svg>
  );
};

/** One rectangle for each run of dark modules. */
function drawRow(row: boolean[], y: number): string {
  const bits = row.map((dark) => (dark ? '1' : '0')).join('');
  const runs = [...bits.matchAll(/1+/g)];
  return runs.map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join('');
}
