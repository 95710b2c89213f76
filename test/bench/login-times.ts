import { randomUUID } from 'node:crypto';
import { quantile } from './figures.ts';
import { PASSWORD, post, registerVerified, startService } from './service.ts';

const TRIES = 200;

/** How the anonymous routes are asked about an address. */
const QUESTIONS: Record<string, (email: string) => object> = {
  register: (email) => ({ email, password: PASSWORD }),
  login: (email) => ({ email, password: 'wrong-Horse-7-battery' }),
  'email/resend': (email) => ({ email }),
  'password/reset': (email) => ({ email }),
  'forgot-password': (email) => ({ email }),
  'otp/request': (email) => ({ email }),
  'otp/verify': (email) => ({ email, otp: '000001' }),
  'password-reset': (email) => ({ email, otp: '000001', password: 'another-Horse-8-battery' }),
};

/**
 * Reports whether an address can be told known from unknown by the time an answer takes: medians over interleaved tries, next
 * to their spread (the distance of the quartiles).
 */
export async function reportLoginTimes(): Promise<void> {
  const service = await startService();
  try {
    console.log(
      '| route | known median ms | unknown median ms | difference | spread |\n|---|---|---|---|---|',
    );
    for (const [path, question] of Object.entries(QUESTIONS)) {
      const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
      for (let index = 0; index < TRIES; index++) {
        // A fresh account each time: budgets and lockouts would answer for the next one otherwise.
        const known = await registerVerified(service);
        // Somebody who has signed in before: their guard is there, as those of the decoys are.
        await post(service, '/api/v1/auth/login', { email: known, password: PASSWORD });
        const order =
          index % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
        for (const kind of order) {
          const begun = performance.now();
          await (
            await post(
              service,
              `/api/v1/auth/${path}`,
              question(kind === 'known' ? known : `${randomUUID()}@example.com`),
            )
          ).arrayBuffer();
          times[kind].push(performance.now() - begun);
        }
      }
      const { known, unknown } = times;
      const spread = Math.max(
        quantile(known, 0.75) - quantile(known, 0.25),
        quantile(unknown, 0.75) - quantile(unknown, 0.25),
      );
      const difference = Math.abs(quantile(known, 0.5) - quantile(unknown, 0.5));
      console.log(
        `| ${path} | ${quantile(known, 0.5).toFixed(2)} | ${quantile(unknown, 0.5).toFixed(2)} | ${difference.toFixed(2)} | ${spread.toFixed(2)} |`,
      );
    }
  } finally {
    await service.stop();
  }
}
