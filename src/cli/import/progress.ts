import { MultiBar, Presets } from 'cli-progress';
import type { Counts } from './report.ts';

/** Rows between two lines if there is no terminal. */
const LINE_EVERY = 10_000;

/** Shows progress on standard error: a bar in a terminal, otherwise a line now and then. */
export function createProgress({ size }: { size: number }) {
  if (!process.stderr.isTTY) return createLines();
  const bars = new MultiBar(
    {
      stream: process.stderr,
      format: '{bar} {percentage}% | {rows} rows, {refused} refused | {eta_formatted} left',
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(size, 0, { rows: 0, refused: 0 });
  return {
    /** Reports the bytes read so far and the counts. */
    update: (bytes: number, { rows, refused }: Counts) =>
      bar.update(Math.min(bytes, size), { rows, refused }),
    tell: (line: string) => bars.log(`${line}\n`),
    stop: () => bars.stop(),
  };
}

function createLines() {
  let next = LINE_EVERY;
  return {
    update: (_: number, { rows, refused }: Counts) => {
      if (rows < next) return;
      process.stderr.write(`${rows} rows, ${refused} refused\n`);
      next = rows + LINE_EVERY;
    },
    tell: (line: string) => void process.stderr.write(`${line}\n`),
    stop: () => undefined,
  };
}
