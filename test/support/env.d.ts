declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
    /** The text of .dev.vars.example. */
    TEST_EXAMPLE: string;
    /** What wrangler.toml sets for the logs of development, staging and production. */
    TEST_OBSERVABILITY: { enabled?: boolean; redact_query_string?: boolean }[];
    /** What wrangler reads of development, staging and production. */
    TEST_WRANGLER: { env: string; crons: string[]; ratelimits: object[] }[];
  }
}

/** Of Vite: the files that match a pattern. */
interface ImportMeta {
  glob<T>(
    pattern: string,
    options: { query: '?raw'; import: 'default'; eager: true },
  ): Record<string, T>;
}
