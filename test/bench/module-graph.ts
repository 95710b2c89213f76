/** What esbuild tells of a bundle (its metafile), as far as it is read here. */
export type BundleGraph = {
  inputs: Record<string, { imports: { path: string; kind: string; external?: boolean }[] }>;
  outputs: Record<
    string,
    { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }
  >;
};

/**
 * Returns the modules that run when a bundle starts: what its entry reaches without `import()`.
 * esbuild wraps all others into functions, which the first `import()` of them calls.
 */
export function loadedAtStart({ inputs, outputs }: BundleGraph): Set<string> {
  const reached = new Set(Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []));
  for (const file of reached)
    for (const { path, kind, external } of inputs[file]?.imports ?? [])
      if (kind !== 'dynamic-import' && external !== true) reached.add(path);
  return reached;
}

/** The part of the project that a module belongs to: its package, or its folder of `src`. */
export function partOf(file: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return name ?? /^src\/[^/]+/.exec(file)?.[0] ?? 'other';
}

/** A part of a bundle, in bytes before compression: what runs at start, and what later. */
export type BundlePart = { name: string; atStart: number; later: number };

/** Returns the parts of a bundle, the largest first. */
export function weighParts(graph: BundleGraph): BundlePart[] {
  const atStart = loadedAtStart(graph);
  const parts = new Map<string, BundlePart>();
  for (const { inputs } of Object.values(graph.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partOf(file);
      const part = parts.get(name) ?? { name, atStart: 0, later: 0 };
      part[atStart.has(file) ? 'atStart' : 'later'] += bytesInOutput;
      parts.set(name, part);
    }
  return [...parts.values()].sort((a, b) => b.atStart + b.later - a.atStart - a.later);
}
