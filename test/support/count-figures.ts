import { env } from 'cloudflare:workers';

/** What D1 has counted so far: every name with its number, the zeros left out. */
export async function countedFigures(): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    `select key as name, sum(value) as n from figures, json_each(figures.counts)
      group by key having n <> 0`,
  ).all<{ name: string; n: number }>();
  return Object.fromEntries(results.map(({ name, n }) => [name, n]));
}

const GAUGES = {
  users: 'select count(*) as n from users',
  users_disabled: "select count(*) as n from users where status = 'disabled'",
  users_unverified: 'select count(*) as n from users where email_verified_at is null',
  users_second_factor: 'select count(distinct user_id) as n from user_factors',
  sessions_open: 'select count(*) as n from sessions where revoked_at is null',
};

/** What the gauges should be, by counting every row. */
export async function recountedGauges(): Promise<Record<string, number>> {
  const counts = await Promise.all(
    Object.entries(GAUGES).map(async ([name, query]) => {
      const n = await env.DB.prepare(query).first<number>('n');
      return [name, n ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** The gauges as they are kept. */
export async function keptGauges(): Promise<Record<string, number>> {
  const counted = await countedFigures();
  return Object.fromEntries(Object.keys(GAUGES).map((name) => [name, counted[name] ?? 0]));
}
