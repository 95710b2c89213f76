import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Checks } from './checks.ts';
import type { DevServer } from './dev-server.ts';
import type { Tool } from './tool.ts';

export type ApiDocument = {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, object> }>>;
};
type Run = {
  checks: Checks;
  document: ApiDocument;
  /** Where files may be written. */
  folder: string;
  server: DevServer;
  tool: Tool;
  /** What only whoever runs the service knows. */
  variables: Record<string, string>;
};

/** Requests that are shown and that no run can send by itself. */
const APART = [
  'exchangeToken_second_factor',
  // Only an authenticator can answer.
  'registerPasskey',
  'signInWithPasskey_browser',
  'signInWithPasskey_client',
  'renamePasskey',
  'removePasskey',
  // Only an authenticator app can show a code, and only what it confirms can be removed.
  'confirmTotp',
  'removeFactor',
  'replaceRecoveryCodes',
  'finishSignIn_recovery_code',
  'finishSignIn_credential',
  'stepUp_otp',
  'stepUp_recovery_code',
  'stepUp_credential',
  // No message fails in a run.
  'retryDeadLetter',
  'dropDeadLetter',
  // Nothing without `PASSKEY_ORIGINS`.
  'getPasskeyOrigins',
];

type NewmanReport = {
  run: {
    executions: {
      item: { name: string };
      response?: { code: number };
      assertions?: { assertion: string; error?: { message: string } }[];
    }[];
    failures: { source?: { name?: string }; error: { message: string } }[];
  };
};

/**
 * Runs the Postman collection in order with newman, each request asserting its documented status.
 */
export async function checkPostman({ checks, ...run }: Run): Promise<void> {
  const { document, folder, server, tool, variables } = run;
  const collection = (await (await fetch(`${server.url}/api/schema/postman.json`)).json()) as {
    item: { item: { name: string }[] }[];
  };
  writeFileSync(path.join(folder, 'postman.json'), JSON.stringify(collection));
  const given = Object.entries(variables).flatMap((pair) => ['--env-var', pair.join('=')]);
  const ran = await tool('newman', [
    ...['run', 'postman.json', '--color', 'off', ...given],
    ...['--reporters', 'cli,json', '--reporter-json-export', 'newman.json'],
  ]);
  const report = JSON.parse(readFileSync(path.join(folder, 'newman.json'), 'utf8')) as NewmanReport;
  for (const { item, assertions = [] } of report.run.executions)
    for (const { assertion, error } of assertions)
      checks.check(`Postman: ${item.name} ${assertion}`, error === undefined, error?.message);
  const asserting = new Set(
    report.run.executions
      .filter(({ assertions = [] }) => assertions.length > 0)
      .map(({ item }) => item.name),
  );
  const silent = collection.item
    .flatMap(({ item }) => item)
    .filter(({ name }) => !asserting.has(name) && name !== 'Skip old mails');
  checks.check(
    'newman is content, and every request but those apart asserted something',
    ran.status === 0 && report.run.failures.length === 0 && silent.length === APART.length,
    `${silent.map(({ name }) => name).join()}\n${ran.out.slice(-3000)}`,
  );
  const count = operationsOf(document).size;
  checks.check(`they are more than the ${count} operations`, asserting.size > count);
}

type HttpyacReport = {
  requests: {
    name: string;
    response?: { statusCode: number };
    testResults?: { status: string; message: string }[];
  }[];
};

/** Runs the `.http` file from top to bottom with httpYac. */
export async function checkHttpFile({ checks, ...run }: Run): Promise<void> {
  const { document, folder, server, tool, variables } = run;
  const served = await (await fetch(`${server.url}/api/schema/latchkey.http`)).text();
  // As a person fills them in.
  const filled = Object.entries(variables).reduce(
    (text, [name, value]) => text.replace(`@${name} = none`, `@${name} = ${value}`),
    served,
  );
  writeFileSync(path.join(folder, 'latchkey.http'), filled);
  const { out } = await tool('httpyac', [
    ...['send', 'latchkey.http', '--all', '--json', '--output', 'short'],
  ]);
  const { requests } = JSON.parse(out) as HttpyacReport;
  const statuses = operationsOf(document);
  const sent = new Set<string>();
  for (const { name, response, testResults = [] } of requests) {
    const operation = name.replace(/_.*/, '');
    const expected = statuses.get(operation);
    if (expected === undefined || APART.includes(name)) continue;
    sent.add(operation);
    checks.check(
      `httpYac: ${name} is answered with ${expected}`,
      response?.statusCode === expected,
      `${response?.statusCode} ${testResults.map(({ message }) => message).join()}`,
    );
  }
  const apart = APART.map((name) => name.replace(/_.*/, ''));
  const missing = [...statuses.keys()].filter((name) => !sent.has(name) && !apart.includes(name));
  checks.check('httpYac sent every operation', missing.length === 0, missing.join());
}

/** The operations of a document, and the status that each is documented to be answered with. */
function operationsOf({ paths }: ApiDocument): Map<string, number> {
  const operations = Object.values(paths).flatMap((operations) => Object.values(operations));
  return new Map(
    operations.map(({ operationId, responses }) => [
      operationId,
      Number(Object.keys(responses).find((status) => status.startsWith('2'))),
    ]),
  );
}
