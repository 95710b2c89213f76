import { inject } from 'vitest';
import type { Received } from './sentry-receiver.ts';

type SentryEvent = {
  level: string;
  environment: string;
  transaction: string;
  tags: Record<string, unknown>;
  user?: { id: string };
  exception: {
    values: { type: string; value: string; stacktrace: { frames: { filename: string }[] } }[];
  };
};

/**
 * A project of the fake Sentry (`sentry-receiver.ts`). Each test uses its own number; from 500 on,
 * requests fail.
 */
export function sentryProject(id: number) {
  const url = new URL(inject('sentryUrl'));
  async function received(): Promise<Received[]> {
    return (await fetch(`${url.origin}/received/${id}`)).json();
  }
  return {
    dsn: `http://0123456789abcdef0123456789abcdef@${url.host}/${id}`,
    received,
    /** The events of the envelopes: the third line of each, after two lines of headers. */
    async events(): Promise<SentryEvent[]> {
      return (await received()).map(
        ({ body }) => JSON.parse(body.split('\n')[2] ?? '') as SentryEvent,
      );
    },
  };
}
