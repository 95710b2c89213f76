import { WorkerEntrypoint } from 'cloudflare:workers';
import { isCommand } from '../admin/operator-commands.ts';
import { findAppError } from '../shared/errors.ts';
import { consoleLog, type Log } from '../shared/log.ts';
import { createServices } from './services.ts';

/** The result of a command, or the code and message of its error. */
export type OperatorAnswer =
  | { ok: true; result: unknown }
  | { ok: false; code: string; message: string };

/** `DEV_INSTANCE` is set only by `npm run dev`; the service itself does not use it. */
type DescribedEnv = Cloudflare.Env & { DEV_INSTANCE?: string };

/** The service that an operator is about to act on. */
export type OperatorTarget = {
  appUrl: string;
  environment: string;
  /** The name `npm run dev` gave this run; null for a deployed Worker. */
  instance: string | null;
};

/**
 * The entrypoint of `npm run admin`. It has no URL and is reached only over a service binding, so
 * its operators are the people who may deploy this Worker or bind to it. Commands run here, so the
 * guard and the audit trail see them.
 */
export class Operator extends WorkerEntrypoint<Cloudflare.Env> {
  /** Returns an {@link OperatorTarget} as JSON text, even if the configuration is invalid. */
  async describe(): Promise<string> {
    const { APP_URL, ENVIRONMENT, DEV_INSTANCE = null } = this.env as DescribedEnv;
    const target: OperatorTarget = {
      appUrl: APP_URL,
      environment: ENVIRONMENT,
      instance: DEV_INSTANCE,
    };
    return JSON.stringify(target);
  }

  /**
   * Runs a command of `admin/operator-commands.ts`. Returns an {@link OperatorAnswer} as JSON text;
   * never throws.
   */
  async run(name: string, argument: string): Promise<string> {
    return JSON.stringify(await this.#answer(name, argument));
  }

  async #answer(name: string, argument: string): Promise<OperatorAnswer> {
    // Used until the services, and with them the configured log, exist.
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
        message: refusal?.message ?? 'The service failed; see its log.',
      };
    }
  }
}
