import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { drawChart } from './draw-chart.ts';
import { keepPart } from './keep-part.ts';
import { describeReport, fileOf, type Report, toPage } from './report.ts';

const FOLDER = path.join(import.meta.dirname, '../../reports/bench');
const KEPT = path.join(import.meta.dirname, 'README.md');

/** Writes a report to `reports/bench`, as Markdown with its charts. Returns the files. */
export function writeReport(name: string, machine: string, report: Report): string[] {
  mkdirSync(FOLDER, { recursive: true });
  const charts = report.sections.flatMap((section) => section.charts ?? []);
  const files = new Map(charts.map((chart) => [fileOf(name, chart), drawChart(chart)]));
  files.set(`${name}.md`, toPage(name, machine, report));
  for (const [file, content] of files) writeFileSync(path.join(FOLDER, file), content);
  return [...files.keys()].map((file) => `reports/bench/${file}`);
}

/** Keeps the tables of a report in `test/bench/README.md`, in place of those of before. */
export function keepReport(name: string, machine: string, report: Report): void {
  const part = `${machine}\n\n${describeReport(report)}`;
  writeFileSync(KEPT, keepPart(readFileSync(KEPT, 'utf8'), name, part));
}
