import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  type FileSize,
  judgeBundle,
  MOST_BUNDLE,
  weighBundle,
} from '../../src/cli/release/measure-bundle.ts';
import { judgeLoading, LOADED_LATER } from './limits.ts';
import { type BundleGraph, loadedAtStart, weighParts } from './module-graph.ts';
import type { Report, Section } from './report.ts';
import { bundle } from './serve.ts';

/** What wrangler calls the metafile of esbuild, beside the bundle. */
const METAFILE = 'bundle-meta.json';
/** What wrangler puts before the name of a WebAssembly module. */
const DIGEST = /^[0-9a-f]{40}-/;
/** Parts that get a row of their own. */
const LARGEST = 16;

const toKib = (bytes: number) => (bytes / 1024).toFixed(1);

function describeFiles(files: readonly FileSize[], total: FileSize): Section {
  const rows = [...files, total].map(({ file, raw, gzip }) => [file, toKib(raw), toKib(gzip)]);
  return {
    title: 'Bundle',
    columns: ['File', 'KiB', 'Gzipped KiB'],
    rows,
    notes: [`The limit is ${MOST_BUNDLE / 1000} kB (${toKib(MOST_BUNDLE)} KiB) gzipped.`],
    charts: [
      {
        title: 'Bundle, gzipped',
        unit: 'kB',
        parts: ['gzipped'],
        bars: [...files, total].map(({ file, gzip }) => ({ name: file, parts: [gzip / 1000] })),
        limit: MOST_BUNDLE / 1000,
      },
    ],
  };
}

function describeParts(graph: BundleGraph): Section {
  const parts = weighParts(graph);
  const small = parts.slice(LARGEST);
  const sumOf = (key: 'atStart' | 'later') => small.reduce((sum, part) => sum + part[key], 0);
  const rest = { name: 'all others', atStart: sumOf('atStart'), later: sumOf('later') };
  const shown = [...parts.slice(0, LARGEST), rest];
  const later = Object.keys(LOADED_LATER).join(', ');
  return {
    title: 'What the bundle is made of',
    columns: ['Part', 'KiB that run at start', 'KiB that run at first use'],
    rows: shown.map((part) => [part.name, toKib(part.atStart), toKib(part.later)]),
    notes: [`Before compression. At first use, or the bench fails: ${later}.`],
    charts: [
      {
        title: 'Parts of the bundle',
        unit: 'KiB',
        parts: ['runs at start', 'runs at first use'],
        bars: shown.map(({ name, atStart, later: use }) => ({
          name,
          parts: [atStart / 1024, use / 1024],
        })),
      },
    ],
  };
}

/**
 * Reports the size of what is deployed, file by file and part by part, and when each part runs.
 * The compressed size and what runs at start have limits.
 */
export function reportBundle(): Report {
  const folder = bundle('wrangler.toml', undefined, ['--metafile']);
  try {
    const files = weighBundle(folder).map((size) => ({
      ...size,
      file: size.file.replace(DIGEST, ''),
    }));
    const tooLarge = judgeBundle(files);
    const sumOf = (key: 'raw' | 'gzip') => files.reduce((bytes, size) => bytes + size[key], 0);
    const total = { file: 'all', raw: sumOf('raw'), gzip: sumOf('gzip') };
    const graph = JSON.parse(readFileSync(path.join(folder, METAFILE), 'utf8')) as BundleGraph;
    return {
      sections: [describeFiles(files, total), describeParts(graph)],
      faults: [
        ...(tooLarge === null ? [] : [tooLarge]),
        ...judgeLoading(new Set(Object.keys(graph.inputs)), loadedAtStart(graph)),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
