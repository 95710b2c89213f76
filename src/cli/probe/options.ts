import { parseArgs } from 'node:util';
import type { Settings } from './run.ts';

const HELP = `Measures whether a deployment of yours keeps its promises. Needs Node 22.18 and nothing else.

  npm run probe -- --url URL --yes-it-is-mine

  --url URL               the deployment
  --yes-it-is-mine        nothing is asked of any URL without it
  --json                  prints {url, at, invariants: [{name, expected, measured, pass}]}
  --only TEXT             only invariants with TEXT in their name; may be repeated
  --strict                what could not be measured counts as failed
  --mailbox-secret S      opens /dev/mailbox outside development; or MAILBOX_SECRET
  --mailbox-command CMD   prints the newest mail to {to} as text, where mail really leaves
  --addresses A           of the probe's people, with {id}; default latchkey-probe-{id}@example.com
  --client ID,URI         a public client with offline_access and this redirect URI, for apps-…
  --grace SECONDS         REFRESH_GRACE_SECONDS of the deployment, default 30
  --threshold N           LOCKOUT_THRESHOLD of the deployment, default 5

Exit code 0: nothing failed. 1: something failed. 2: it could not run, or nothing was measured.
130: it was stopped. Progress and accounts that could not be removed are told on standard error.`;

export type Options = Settings & { json: boolean; strict: boolean; only: string[] };

/** Reads the command line. Ends the process with an explanation if it makes no sense. */
export function readOptions(env: NodeJS.ProcessEnv = process.env): Options {
  const { values } = parse();
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  }
  const url = URL.parse(values.url ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) return fail('--url wants an http(s) URL');
  if (!values['yes-it-is-mine'])
    return fail('this attacks the deployment: say --yes-it-is-mine if it is yours');
  if (!values.addresses.includes('{id}')) return fail('--addresses wants {id} in it');
  const number = (name: 'grace' | 'threshold') => {
    const value = Number(values[name]);
    return Number.isInteger(value) && value >= 0 ? value : fail(`--${name} wants a whole number`);
  };
  return {
    url: url.origin,
    mail: {
      secret: values['mailbox-secret'] ?? (env.MAILBOX_SECRET || undefined),
      command: values['mailbox-command'],
    },
    addresses: values.addresses,
    app: values.client === undefined ? null : readApp(values.client),
    grace: number('grace'),
    threshold: number('threshold'),
    json: values.json,
    strict: values.strict,
    only: values.only,
  };
}

function readApp(text: string): Settings['app'] {
  const [, id = '', redirectUri = ''] = /^([^,]+),(.+)$/.exec(text) ?? [];
  if (URL.canParse(redirectUri)) return { id, redirectUri };
  return fail('--client wants the id and a redirect URI of a client, parted by a comma');
}

function parse() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        'yes-it-is-mine': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        'mailbox-secret': { type: 'string' },
        'mailbox-command': { type: 'string' },
        addresses: { type: 'string', default: 'latchkey-probe-{id}@example.com' },
        client: { type: 'string' },
        grace: { type: 'string', default: '30' },
        threshold: { type: 'string', default: '5' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'unknown option');
  }
}

// Its own: the probe runs by itself, where nothing else of the service is.
function fail(message: string): never {
  process.stderr.write(`probe: ${message} (see --help)\n`);
  return process.exit(2) as never;
}
