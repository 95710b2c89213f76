import { CloudflareClient, createTransport, Scope } from '@sentry/cloudflare';
import { SECOND } from '../shared/clock.ts';
import { describeError, type ErrorDescription } from '../shared/describe-error.ts';
import type { LogFields, ReportFault } from '../shared/log.ts';

export type SentrySettings = {
  dsn: string;
  sampleRate: number;
  environment: string;
  fetch: typeof globalThis.fetch;
};
type Fault = Parameters<ReportFault>[0];
type SentryEvent = Parameters<CloudflareClient['captureEvent']>[0];

/**
 * Longest time for a report, in milliseconds; Workers cut off work 30 seconds after the response.
 */
const PATIENCE = 2 * SECOND;

/** Log fields that are sent as tags. Addresses and places are not. */
const TAGS = [
  'method',
  'route',
  'status',
  'code',
  'request_id',
  'session_id',
  'job_type',
  'job_id',
  'attempts',
  'outcome',
  'cron',
  'part',
];

/**
 * Sends a fault to Sentry in its own envelope. The event holds only what the log holds about an
 * error: no integration reads the request, and everything the SDK adds is dropped except its name.
 * Throws if Sentry cannot be reached.
 */
export async function sendFault(
  { dsn, sampleRate, environment, fetch }: SentrySettings,
  fault: Fault,
): Promise<void> {
  let failure: unknown;
  const client = new CloudflareClient({
    dsn,
    sampleRate,
    environment,
    integrations: [],
    stackParser: () => [],
    sendClientReports: false,
    dataCollection: { userInfo: false },
    beforeSend: keepOurs,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const request: RequestInit = {
          method: 'POST',
          body: body as BodyInit,
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE),
        };
        const init =
          options.headers === undefined ? request : { ...request, headers: options.headers };
        // The SDK swallows network errors, so remember them here.
        const response = await fetch(options.url, init).catch((error: unknown) => {
          failure = error;
          throw error;
        });
        await response.body?.cancel();
        if (!response.ok) failure = new Error(`Sentry answered ${response.status}`);
        return { statusCode: response.status };
      }),
  });
  client.init();
  client.captureEvent(toEvent(fault), {}, new Scope());
  const delivered = await client.flush(PATIENCE);
  client.dispose();
  if (!delivered) throw new Error('Sentry did not answer in time');
  if (failure !== undefined) throw failure;
}

function toEvent({ event, error, fields }: Fault): SentryEvent {
  const { user_id: userId } = fields;
  return {
    level: 'error',
    transaction: String(fields.route ?? event),
    logger: event,
    tags: pickTags(fields),
    ...(typeof userId === 'string' ? { user: { id: userId } } : {}),
    // Sentry expects causes before their effects, and callers before callees.
    exception: { values: describeError(error).map(toException).reverse() },
  };
}

function pickTags(fields: LogFields): Record<string, string | number | boolean> {
  const entries = TAGS.map((name) => [name, fields[name]] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== null),
  ) as Record<string, string | number | boolean>;
}

function toException({ name, message, frames }: ErrorDescription) {
  const toFrame = (frame: ErrorDescription['frames'][number]) => ({
    function: frame.function,
    filename: frame.file,
    lineno: frame.line,
    colno: frame.column,
    in_app: !frame.file.includes('node_modules'),
  });
  return { type: name, value: message, stacktrace: { frames: frames.map(toFrame).reverse() } };
}

const KEPT = [
  'event_id',
  'timestamp',
  'platform',
  'level',
  'environment',
  'logger',
  'transaction',
  'tags',
  'user',
  'exception',
  'sdk',
] as const;

/** Keeps only these parts of an event, whatever a future version of the SDK adds. */
function keepOurs<Event extends SentryEvent>(event: Event): Event {
  const names: readonly string[] = KEPT;
  return Object.fromEntries(
    Object.entries(event).filter(([name]) => names.includes(name)),
  ) as unknown as Event;
}
