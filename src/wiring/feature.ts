import { handleJob, type JobHandler, type JobKind } from '../mail/job-queue.ts';
import type { MailPreview } from '../mail/mailbox-routes.tsx';
import type { Made, Makers } from './lazily.ts';
import type { PreviewContext } from './preview-context.ts';

/** A kind of job and the factory of its handler, which runs only when such a job arrives. */
export type JobWiring<Needs> = { type: string; handlerOf: (services: Needs) => JobHandler };

/** Everything a feature adds to the service, except its routes, which `app.ts` mounts. */
export type Feature<Needs, M extends Makers> = {
  services: M;
  jobs?: JobWiring<Needs>[];
  /** Purposes of secrets mailed to an address: void once the account has another address. */
  mailedSecrets?: string[];
  /** Its mails with sample contents, for `/dev/mailbox/preview`. */
  previews?: (context: PreviewContext) => MailPreview[];
};

/** The services that the makers of a feature create. */
export type ServicesOf<F extends { services: Makers }> = Made<F['services']>;

/** Declares a feature whose makers and jobs receive `Needs`. */
export function defineFeature<Needs>() {
  return <M extends Record<string, (services: Needs) => unknown>>(feature: Feature<Needs, M>) =>
    feature;
}

/** Wires a kind of job to its work. */
export function job<Needs, Payload>(
  kind: JobKind<Payload>,
  make: (services: Needs) => (payload: Payload, key: string) => Promise<void>,
): JobWiring<Needs> {
  return {
    type: kind.type,
    handlerOf: (services) => handleJob(kind, (payload, key) => make(services)(payload, key)),
  };
}

/** Returns the handlers of a feature's jobs. */
export function handlersOf<Needs>(
  { jobs = [] }: { jobs?: JobWiring<Needs>[] },
  services: Needs,
): JobHandler[] {
  return jobs.map(({ handlerOf }) => handlerOf(services));
}
