import { WorkerEntrypoint } from 'cloudflare:workers';
import { isCommand } from '../admin/operator-commands.ts';
import { findAppError } from '../shared/errors.ts';
import { consoleLog, type Log } from '../shared/log.ts';
import { createServices } from './services.ts';

/** The answer of a command, as JSON: what it came to, or the code and the words of a refusal. */
export type OperatorAnswer =
  | { ok: true; result: unknown }
  | { ok: false; code: string; message: string };

/** `DEV_INSTANCE` is set by `npm run dev` alone; the service itself makes no use of it. */
type DescribedEnv = Cloudflare.Env & { DEV_INSTANCE?: string };

/** Which service an operator is about to act on. */
export type OperatorTarget = {
  appUrl: string;
  environment: string;
  /** What `npm run dev` named this run; null of a deployed Worker. */
  instance: string | null;
};

/**
 * What the command line calls (`npm run admin`), over a service binding and by no URL: whoever may deploy this Worker or
 * bind to it is its operator. Everything runs here, so that the guard hears of it and the audit trail has it.
 */
export class Operator extends WorkerEntrypoint<Cloudflare.Env> {
  /** Answers an {@link OperatorTarget} as text: what the environment says, whether it is in order or not. */
  async describe(): Promise<string> {
    const { APP_URL, ENVIRONMENT, DEV_INSTANCE = null } = this.env as DescribedEnv;
    const target: OperatorTarget = {
      appUrl: APP_URL,
      environment: ENVIRONMENT,
      instance: DEV_INSTANCE,
    };
    return JSON.stringify(target);
  }

  /** Runs a command of `admin/operator-commands.ts`. Answers an {@link OperatorAnswer} as text and never throws. */
  async run(name: string, argument: string): Promise<string> {
    return JSON.stringify(await this.#answer(name, argument));
  }

  async #answer(name: string, argument: string): Promise<OperatorAnswer> {
    // A service that is not configured has no log of its own.
    let log: Log = consoleLog;
    try {
      const services = createServices({ env: this.env, defer: (work) => this.ctx.waitUntil(work) });
      const { operator } = services;
      log = services.log;
      if (!isCommand(operator, name))
        return { ok: false, code: 'unknown_command', message: `There is no command ${name}.` };
      log.info('operator_command', { command: name });
      return { ok: true, result: await operator[name](argument) };
    } catch (error) {
      const refusal = findAppError(error);
      const isOurs =
        refusal === undefined || refusal.kind === 'unavailable' || refusal.kind === 'misconfigured';
      if (!isOurs) return { ok: false, code: refusal.code, message: refusal.message };
      log.error('operator_command_failed', error, { command: name });
      return {
        ok: false,
        code: refusal?.code ?? 'internal_error',
        message: refusal?.message ?? 'The service failed; its log tells why.',
      };
    }
  }
}
