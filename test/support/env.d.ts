declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
    /** The texts of README.md and .dev.vars.example. */
    TEST_README: string;
    TEST_EXAMPLE: string;
    /** What wrangler reads of development, staging and production. */
    TEST_WRANGLER: { env: string; crons: string[]; ratelimits: object[] }[];
  }
}
