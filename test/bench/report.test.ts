import { describe, expect, it } from 'vitest';
import { drawChart } from './draw-chart.ts';
import { keepPart } from './keep-part.ts';
import { type Chart, describeReport, type Report, toPage } from './report.ts';

const chart: Chart = {
  title: 'CPU of <me>',
  unit: 'ms',
  parts: ['runtime', 'ours'],
  bars: [
    { name: 'me', parts: [1, 3] },
    { name: 'a & b', parts: [2, -1] },
  ],
  limit: 8,
};
const report: Report = {
  sections: [{ title: 'CPU', columns: ['Route', 'ms'], rows: [['me', 4]], charts: [chart] }],
  faults: ['too slow'],
};
/** The widths of the bars of a drawing, without the key. */
const widthsOf = (svg: string) =>
  [...svg.matchAll(/<rect [^>]*y="(\d+)" width="([\d.]+)" height="16"/g)]
    .filter(([, y]) => Number(y) > 40)
    .map(([, , width]) => Number(width));

describe('a report of the bench', () => {
  it('is a table with what falls short, and a page with its charts', () => {
    const table = '### CPU\n\n| Route | ms |\n| --- | --- |\n| me | 4 |';
    expect(describeReport(report)).toBe(`${table}\n\n- **Falls short:** too slow`);
    const page = toPage('routes', '2026-11-28, here.', report);
    expect(page).toContain('# routes\n\n2026-11-28, here.\n\n### CPU');
    expect(page).toContain('![CPU of <me>](routes-cpu-of-me.svg)');
  });

  it('has bars as long as their values, next to the limit', () => {
    const svg = drawChart(chart);
    const [runtime = 0, ours = 0, other = 0, negative] = widthsOf(svg);
    expect(ours / runtime).toBeCloseTo(3, 1);
    expect(other / runtime).toBeCloseTo(2, 1);
    expect(negative).toBe(0);
    expect(svg).toContain('>4.00 ms</text>');
    expect(svg).toContain('>limit 8 ms</text>');
    // Bars begin at 300; the limit stands at eight times the first part, which is 1.
    const end = Number(/<path d="M([\d.]+) /.exec(svg)?.[1]);
    expect((end - 300) / runtime).toBeCloseTo(8, 1);
  });

  it('escapes names, and draws nothing of no bars', () => {
    expect(drawChart(chart)).toContain('CPU of &lt;me&gt;');
    expect(drawChart(chart)).toContain('a &amp; b');
    expect(drawChart({ ...chart, bars: [], limit: 0 })).not.toContain('NaN');
  });

  it('replaces its own kept part only', () => {
    const mark = (name: string) =>
      `<!-- kept by \`npm run bench -- --report ${name} --keep\`: do not edit -->`;
    const end = '<!-- end of what is kept -->';
    const document = `# Bench\n\n${mark('a')}\n\nold\n\n${end}\n\n${mark('b')}\n${end}\nlast\n`;
    const kept = keepPart(document, 'a', 'new');
    expect(kept).toBe(document.replace('old', 'new'));
    expect(keepPart(kept, 'a', 'new')).toBe(kept);
    expect(keepPart(kept, 'b', 'more')).toContain(`${mark('b')}\n\nmore\n\n${end}\nlast\n`);
    expect(() => keepPart(document, 'c', 'new')).toThrow('no single part');
    expect(() => keepPart(document + document, 'a', 'new')).toThrow('no single part');
  });
});
