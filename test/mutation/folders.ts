/** What is mutated together, and the tests that have to notice. */
export type MutatedFolder = {
  /** Globs of the files to mutate. */
  mutate: string[];
  /** Globs of the test files that are run: those that concern the folder. */
  tests: string[];
  /** Files whose values outlive a test: after one of their mutants the runtime is renewed. */
  kept?: string[];
};

/** Documentation of routes and tables: constants, which `docs/openapi` and the migrations hold. */
const DECLARATIONS = ['!src/**/*-docs.ts', '!src/**/table.ts'];

/** The folders that `npm run mutate` knows, smallest first. */
export const MUTATED: Readonly<Record<string, MutatedFolder>> = {
  'src/http/csrf': {
    mutate: ['src/http/csrf.ts'],
    tests: ['test/http/csrf.test.ts'],
  },
  'src/limits': {
    mutate: ['src/limits/**/*.ts', ...DECLARATIONS],
    tests: ['test/limits/{count*,limit,rate-limiter,rules}.test.ts'],
  },
  'src/one-time-secrets': {
    mutate: ['src/one-time-secrets/**/*.ts', ...DECLARATIONS],
    tests: ['test/one-time-secrets/*.test.ts'],
  },
  'src/tokens': {
    mutate: ['src/tokens/**/*.ts', ...DECLARATIONS],
    tests: ['test/tokens/*.test.ts'],
  },
  'src/guard': {
    mutate: ['src/guard/**/*.ts', ...DECLARATIONS],
    tests: [
      'test/guard/*.test.ts',
      'test/flows/{lanes,claims,single-use,lockout,sessions,refresh-races,history}.test.ts',
      'test/flows/{changes,recovery,step-up,two-steps,factor-changes,passkeys}.test.ts',
      'test/flows/{identity-connections,erasure,restore,reconcile,unproved-races}.test.ts',
      'test/flows/{oauth-grants,quiet-refreshes,passkey-sign-in,remove-factors}.test.ts',
      'test/flows/oauth/{code-flow,pushed-requests,client-assertions,token-state}.test.ts',
    ],
  },
  'src/second-step': {
    mutate: ['src/second-step/**/*.ts', ...DECLARATIONS],
    tests: [
      'test/second-step/**/*.test.ts',
      'test/flows/{two-steps,totp,recovery-codes,step-up,second-factors}.test.ts',
      'test/flows/{factor-changes,remove-factors,passkey-second-step,factor-notices}.test.ts',
      'test/flows/{codes-and-second-factor,passkey-attacks,sealed-secrets,fresh-proofs}.test.ts',
      'test/flows/social/{identity-changes,disconnected-sessions}.test.ts',
    ],
  },
  'src/oauth': {
    mutate: ['src/oauth/**/*.ts', ...DECLARATIONS],
    tests: [
      'test/oauth/**/*.test.ts',
      'test/flows/oauth/*.test.ts',
      'test/flows/oauth-{clients,grants}.test.ts',
    ],
    kept: [
      'src/oauth/clients/client-cache.ts',
      'src/oauth/clients/find-client.ts',
      'src/oauth/clients/client-columns.ts',
    ],
  },
};

/** What one call of Stryker mutates, and by which folder's tests. */
export type Run = { folder: string; mutate: string[] };

/**
 * Returns what to mutate for the arguments of the command: all folders without any; a folder; or a
 * folder or file within one, which is judged by itself. Throws for anything else.
 */
export function runsOf(asked: string[]): Run[] {
  const folders = Object.keys(MUTATED);
  const paths = asked.length === 0 ? folders : asked;
  return paths.map((given) => {
    const path = given.replace(/\/$/, '');
    const folder = folders.find((one) => path === one || path.startsWith(`${one}/`));
    if (folder === undefined)
      throw new Error(`“${given}” is none of ${folders.join(', ')}, and in none of them.`);
    const { mutate } = MUTATED[folder] as MutatedFolder;
    if (path === folder) return { folder, mutate };
    const part = path.includes('.ts') ? path : `${path}/**/*.ts`;
    return { folder, mutate: [part, ...mutate.filter((glob) => glob.startsWith('!'))] };
  });
}

/** Whether values of a file outlive a test; its path may be that of a copy. */
export const isKept = (file: string): boolean =>
  Object.values(MUTATED).some(({ kept = [] }) => kept.some((one) => file.endsWith(`/${one}`)));

/** The files of a folder in `reports/mutation/`, which is ignored, without their endings. */
export const reportOf = (folder: string): string =>
  `reports/mutation/${folder.replace('src/', '').replaceAll('/', '-')}`;
