import { randomUUID } from 'node:crypto';
import { compareTimes, judgeTimes, type RouteTimes } from './judge-times.ts';
import type { Report, Section } from './report.ts';
import type { Served } from './serve.ts';
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

type Question = [path: string, body: (email: string) => object];

async function timeAnswer(service: Served, [path, body]: Question, email: string): Promise<number> {
  const begun = performance.now();
  const answer = await post(service, `/api/v1/auth/${path}`, body(email));
  await answer.arrayBuffer();
  return performance.now() - begun;
}

async function timeRoute(service: Served, question: Question): Promise<RouteTimes> {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let index = 0; index < TRIES; index++) {
    // A fresh account each time: budgets and lockouts would answer for the next one otherwise.
    const email = await registerVerified(service);
    // Somebody who has signed in before: their guard is there, as those of the decoys are.
    await post(service, '/api/v1/auth/login', { email, password: PASSWORD });
    const askKnown = async () => known.push(await timeAnswer(service, question, email));
    const askUnknown = async () =>
      unknown.push(await timeAnswer(service, question, `${randomUUID()}@example.com`));
    const [first, second] = index % 2 === 0 ? [askKnown, askUnknown] : [askUnknown, askKnown];
    await first();
    await second();
  }
  return compareTimes(question[0], known, unknown);
}

const describeTimes = (times: readonly RouteTimes[]): Section => ({
  title: 'Known and unknown addresses',
  columns: ['Route', 'Known, median ms', 'Unknown, median ms', 'Difference', 'Spread'],
  rows: times.map(({ route, known, unknown, difference, spread }) => [
    route,
    ...[known, unknown, difference, spread].map((ms) => ms.toFixed(2)),
  ]),
  notes: ['The spread is the distance of the quartiles; the difference must stay below it.'],
  charts: [
    {
      title: 'Difference as a share of the spread',
      unit: '%',
      parts: ['difference'],
      bars: times.map(({ route, difference, spread }) => ({
        name: route,
        parts: [(100 * difference) / spread],
      })),
      limit: 100,
    },
  ],
});

/**
 * Reports whether an address can be told known from unknown by the time an answer takes: medians
 * over interleaved tries, next to their spread.
 */
export async function reportLoginTimes(): Promise<Report> {
  const service = await startService();
  try {
    const times: RouteTimes[] = [];
    for (const question of Object.entries(QUESTIONS)) {
      times.push(await timeRoute(service, question));
      console.log(`login-times: ${question[0]}`);
    }
    return { sections: [describeTimes(times)], faults: judgeTimes(times) };
  } finally {
    await service.stop();
  }
}
