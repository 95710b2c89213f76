declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
    /** The text of .dev.vars.example. */
    TEST_EXAMPLE: string;
    /** How many people the proof of convergence takes. */
    TEST_CONVERGENCE_USERS: number;
    /** Random runs of the proof of faults, and the seed of the first. */
    TEST_FAULT_RUNS: number;
    TEST_EVERY_FAULT: boolean;
    TEST_FAULT_SEED: number;
    /** The log settings of development, staging and production in wrangler.toml. */
    TEST_OBSERVABILITY: { enabled?: boolean; redact_query_string?: boolean }[];
    /** The settings that wrangler reads for development, staging and production. */
    TEST_WRANGLER: { env: string; crons: string[]; ratelimits: object[] }[];
  }
}

/** Vite's import of all files that match a pattern. */
interface ImportMeta {
  glob<T>(
    pattern: string,
    options: { query: '?raw'; import: 'default'; eager: true },
  ): Record<string, T>;
}
