import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getPlatformProxy } from 'wrangler';
import type { OperatorAnswer, OperatorTarget } from '../../wiring/operator.ts';
import { type DevServer, describeServer } from '../dev-servers.ts';

/**
 * The target of a command: a running server of this checkout, or the deployed Worker of that name.
 */
export type Target = { service: string; server: DevServer | null };

/**
 * Runs a command of the operator and returns its result. Throws an error with the message of a
 * refusal.
 */
export type Ask = (name: string, argument: string) => Promise<unknown>;

type Operator = {
  describe(): Promise<string>;
  run(name: string, argument: string): Promise<string>;
};

/**
 * Opens a binding to the operator entrypoint of the target, names it on standard error, and does
 * the work. Throws before the work if the target does not respond or another Worker does.
 */
export async function withOperator<T>(target: Target, work: (ask: Ask) => Promise<T>): Promise<T> {
  const { service, server } = target;
  if (server !== null) {
    process.env.WRANGLER_REGISTRY_PATH = server.registry;
    process.env.CLOUDFLARE_DEV_REGISTRY_PATH = server.registry;
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'latchkey-admin-'));
  try {
    const configPath = path.join(directory, 'wrangler.json');
    writeFileSync(configPath, JSON.stringify(configFor(service, server === null)));
    const proxy = await getPlatformProxy<{ OPERATOR: Operator }>({
      configPath,
      persist: false,
      remoteBindings: server === null,
    });
    try {
      await announceTarget(proxy.env.OPERATOR, target);
      return await work(askThrough(proxy.env.OPERATOR, target));
    } finally {
      await proxy.dispose();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function configFor(service: string, remote: boolean) {
  const binding = { binding: 'OPERATOR', service, entrypoint: 'Operator' };
  return {
    name: 'latchkey-command-line',
    compatibility_date: '2026-10-20',
    services: [remote ? { ...binding, remote } : binding],
  };
}

async function announceTarget(operator: Operator, target: Target): Promise<void> {
  const { service, server } = target;
  const say = (line: string) => void process.stderr.write(`admin: ${line}\n`);
  if (server !== null) say(describeServer(server));
  const answer = await answered(target, () => operator.describe());
  const { appUrl, environment, instance } = JSON.parse(answer) as OperatorTarget;
  if (server === null) return say(`${appUrl}, environment ${environment}, deployed as ${service}`);
  if (instance !== server.instance)
    throw new Error(`another Worker answers in its place (${appUrl}); nothing has changed`);
}

function askThrough(operator: Operator, target: Target): Ask {
  return async (name, argument) => {
    const answer = await answered(target, () => operator.run(name, argument));
    const parsed = JSON.parse(answer) as OperatorAnswer;
    if (!parsed.ok) throw new Error(`${parsed.message} (${parsed.code})`);
    return parsed.result;
  };
}

async function answered({ service, server }: Target, call: () => Promise<string>): Promise<string> {
  try {
    return await call();
  } catch (cause) {
    const message =
      server === null
        ? `${service} does not respond: deploy it first, or read its log`
        : 'it does not respond: start `npm run dev` again, or use --remote';
    throw new Error(message, { cause });
  }
}
