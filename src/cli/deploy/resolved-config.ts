import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRaw, type Target } from './target.ts';

export type Ids = { database: string; namespace: string };

/**
 * Runs `work` with a copy of the wrangler configuration that includes the ids of the resources, so
 * that none are committed. The copy is beside the original, because its paths are relative, and is
 * deleted afterwards.
 */
export async function withResolvedConfig<T>(
  target: Target,
  ids: Ids,
  work: (configPath: string) => Promise<T>,
): Promise<T> {
  const { environment, configPath } = target;
  const config = readRaw(configPath);
  const section = config.env?.[environment] ?? {};
  const databases = (section.d1_databases ?? []).map((entry) => ({
    ...entry,
    database_id: ids.database,
  }));
  const namespaces = (section.kv_namespaces ?? []).map((entry) => ({
    ...entry,
    id: ids.namespace,
  }));
  const resolved = {
    ...config,
    env: {
      ...config.env,
      [environment]: { ...section, d1_databases: databases, kv_namespaces: namespaces },
    },
  };
  const file = path.join(path.dirname(configPath), `.deploy-${environment}-${process.pid}.json`);
  try {
    writeFileSync(file, JSON.stringify(resolved, null, 2));
    return await work(file);
  } finally {
    rmSync(file, { force: true });
  }
}
