declare namespace Cloudflare {
  interface Env {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
    /** The texts of README.md and .dev.vars.example. */
    TEST_README: string;
    TEST_EXAMPLE: string;
  }
}
