/** How keys are rotated by the command line, step by step, as `src/cli/README.md` tells it. */
export const commandsOf = (environment: string) => {
  // Development has no deployment of its own.
  const env = `--env ${environment === 'staging' ? environment : 'production'}`;
  return {
    generate: 'npm run --silent keys -- generate > keys.json',
    put: `npx wrangler secret put JWT_KEYS ${env} < keys.json`,
    rotate: 'npm run --silent keys -- rotate < keys.json > next.json',
    putNext: `npx wrangler secret put JWT_KEYS ${env} < next.json`,
    newSecret: 'openssl rand -base64 32',
    reseal: `npm run admin -- flush --remote ${env}`,
    seals: `npm run admin -- seals --remote ${env}`,
  };
};
