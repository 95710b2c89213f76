/** One proof of a release. */
export type Step = {
  name: string;
  /** What it usually takes on two quiet cores. */
  minutes: number;
  /** Commands that must all exit with 0, in turn. */
  commands: readonly (readonly string[])[];
  /** Whether it asks a service beyond this machine. */
  isOnline?: boolean;
  /** Judges what the commands have made: why it falls short, or null. */
  judge?: () => string | null;
};

/** Where a release leaves what it makes; git ignores it. */
export const FOLDER = 'reports/release';

const npm = (script: string, ...args: string[]) => [
  ...['npm', 'run', '--silent', script],
  ...(args.length === 0 ? [] : ['--', ...args]),
];
/** A step that is one script of package.json. */
const script = (name: string, minutes: number, ...args: string[]): Step => ({
  name,
  minutes,
  commands: [npm(name, ...args)],
});

// Quick ones first, so that what is easily forgotten is found before what takes an hour. After each
// step the tree must be clean, so what `generated` writes must be committed.
const STEPS: readonly Step[] = [
  script('commits', 1),
  {
    name: 'generated',
    minutes: 1,
    commands: ['db:generate', 'types', 'docs', 'assets', 'licences'].map((name) => npm(name)),
  },
  script('check', 2),
  script('licences:check', 1),
  { name: 'audit', minutes: 1, commands: [['npm', 'audit', '--omit=dev']], isOnline: true },
  { name: 'sbom', minutes: 1, commands: [npm('sbom', `${FOLDER}/sbom.cdx.json`)] },
  script('build', 1),
  script('test', 12),
  script('e2e:smoke', 1),
  script('e2e:client-package', 1),
  script('e2e:react', 1),
  script('e2e:oauth-app', 2),
  script('e2e:clients', 2),
  script('e2e:resource-servers', 2),
  script('e2e:kill', 2),
  script('e2e:deploy', 4, '--failures', '6'),
  script('e2e:accounts', 4),
  script('e2e:soak', 3),
  script('e2e:console', 4),
  script('e2e:import', 2),
  script('e2e:probe', 4),
  script('e2e:oauth', 3),
  script('e2e:social', 3),
  script('e2e:api', 2),
  script('e2e:admin', 2),
  script('e2e:smtp', 1),
  script('e2e:passkeys', 1),
  script('e2e:pages', 1),
  script('e2e:origins', 1),
  script('e2e:kit', 1),
  script('proof:convergence', 5),
  script('proof:kill', 8),
  script('proof:soak', 13),
  script('proof:faults', 30),
  script('bench', 30, '--report', 'all'),
  script('mutate', 90),
];

/** Runs of several commands, which are no script of package.json. */
const MADE_HERE = ['generated', 'audit', 'sbom'];

/**
 * The steps of a release, in order. `scripts` are those of package.json: a step without its script
 * is left out and named by `left`, and a script of `e2e:` or `proof:` in no step is an error.
 */
export function listSteps(scripts: readonly string[]): { steps: Step[]; left: string[] } {
  const named = STEPS.map(({ name }) => name);
  const forgotten = scripts.filter((name) => /^(e2e|proof):/.test(name) && !named.includes(name));
  if (forgotten.length > 0) throw new Error(`no step of a release runs ${forgotten.join(', ')}`);
  const isThere = ({ name }: Step) => MADE_HERE.includes(name) || scripts.includes(name);
  const left = STEPS.filter((step) => !isThere(step)).map(({ name }) => name);
  return { steps: STEPS.filter(isThere), left };
}
