import { Failure } from './failure.ts';

/** Pause between two requests, in milliseconds. */
const PAUSE = 2000;
/** Time limit of one request, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Waits until all stores of the deployed service respond, for at most `wait` seconds. Returns the
 * last response; throws {@link Failure} with it if they do not.
 */
export async function awaitHealth(appUrl: string, wait: number): Promise<string> {
  const url = `${appUrl.replace(/\/+$/, '')}/api/v1/auth/health`;
  const deadline = Date.now() + wait * 1000;
  for (;;) {
    const { healthy, answer } = await ask(url);
    if (healthy) return answer;
    if (Date.now() + PAUSE >= deadline) {
      throw new Failure(
        `${url} answered: ${answer}`,
        'The Worker is deployed. The certificate of a new custom domain may take some minutes: ' +
          'try again, or run `npx wrangler tail`.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function ask(url: string): Promise<{ healthy: boolean; answer: string }> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: 'application/json' },
    });
    const text = (await response.text()).trim();
    return {
      healthy: response.ok && isHealthy(text),
      answer: `${response.status} ${text.slice(0, 500)}`,
    };
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { healthy: false, answer: `nothing (${String(error)}${cause})` };
  }
}

// A parking page responds with 200 too.
function isHealthy(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown }).status === 'healthy';
  } catch {
    return false;
  }
}
