/** A metric with its samples, as Prometheus reads it. */
export type Family = {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  samples: { labels?: Record<string, string>; value: number }[];
};

/** How long something took: how many took at most so many seconds, of all, and their sum. */
export type Histogram = {
  name: string;
  type: 'histogram';
  help: string;
  /** Not cumulated. */
  buckets: { le: number; count: number }[];
  /** How many took longer than each bound. */
  more: number;
  sum: number;
};

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes metrics in Prometheus' text format 0.0.4. */
export function toExposition(metrics: (Family | Histogram)[]): string {
  return metrics.map((metric) => `${headOf(metric)}${linesOf(metric).join('')}`).join('');
}

const headOf = ({ name, type, help }: Family | Histogram): string =>
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;

function linesOf(metric: Family | Histogram): string[] {
  const { name } = metric;
  if (metric.type !== 'histogram')
    return metric.samples.map(({ labels = {}, value }) => lineOf(name, labels, value));
  let sofar = 0;
  const buckets = metric.buckets.map(({ le, count }) => {
    sofar += count;
    return lineOf(`${name}_bucket`, { le: String(le) }, sofar);
  });
  const all = sofar + metric.more;
  return [
    ...buckets,
    lineOf(`${name}_bucket`, { le: '+Inf' }, all),
    lineOf(`${name}_sum`, {}, metric.sum),
    lineOf(`${name}_count`, {}, all),
  ];
}

function lineOf(name: string, labels: Record<string, string>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${quoted(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

const quoted = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
