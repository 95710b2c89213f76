import type { Lock, Shipped } from './list-shipped.ts';

type Names = Record<string, string>;

/**
 * A lockfile of the shipped packages alone, in which each depends on those of them that it depended
 * on. `npm sbom --omit dev` cannot be asked instead: it leaves out whatever a tool of development
 * depends on too, such as jose.
 */
export function pruneLock(lock: Lock, shipped: Shipped[]): Lock {
  const names = new Set(shipped.map(({ name }) => name));
  const among = (all: unknown): Names =>
    Object.fromEntries(Object.entries((all ?? {}) as Names).filter(([name]) => names.has(name)));
  const direct = shipped.filter(({ folder, name }) => folder === `node_modules/${name}`);
  const root = {
    ...lock.packages[''],
    workspaces: undefined,
    devDependencies: undefined,
    dependencies: Object.fromEntries(direct.map(({ name, version }) => [name, version])),
  };
  const entries = shipped.map(({ folder }) => {
    const entry = { ...lock.packages[folder], dependencies: undefined as Names | undefined };
    entry.dependencies = among(lock.packages[folder]?.dependencies);
    for (const kind of ['dev', 'devOptional', 'peer', 'peerDependencies', 'peerDependenciesMeta'])
      delete (entry as Record<string, unknown>)[kind];
    return [folder, entry] as const;
  });
  return { ...lock, packages: { '': root, ...Object.fromEntries(entries) } } as Lock;
}
