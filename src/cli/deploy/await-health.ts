import { Failure } from './failure.ts';

/** Pause between two questions. Milliseconds. */
const PAUSE = 2000;
/** How long one question may take. Milliseconds. */
const PATIENCE = 10_000;

/** Asks the deployed service whether all its stores answer, for `wait` seconds at most. Throws {@link Failure} with the last answer. */
export async function awaitHealth(appUrl: string, wait: number): Promise<string> {
  const url = `${appUrl.replace(/\/+$/, '')}/api/v1/auth/health`;
  const deadline = Date.now() + wait * 1000;
  for (;;) {
    const { healthy, answer } = await ask(url);
    if (healthy) return answer;
    if (Date.now() + PAUSE >= deadline) {
      throw new Failure(
        `${url} answered: ${answer}`,
        'The Worker is deployed. A new custom domain may take some minutes for its certificate: ask again, or read `npx wrangler tail`.',
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

// A parking page answers 200 as well.
function isHealthy(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown }).status === 'healthy';
  } catch {
    return false;
  }
}
