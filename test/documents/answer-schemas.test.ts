import { expect, it } from 'vitest';
import { runInNode } from '../../src/cli/client/read-api-document.ts';

/** Makes the app, then its OpenAPI document twice, and lists what schemas have a name by then. */
const ENTRY = `
  import * as z from 'zod';
  import { createApp } from './src/app.ts';
  import { documentOf } from './test/support/api-document.ts';
  const named = () => [...z.globalRegistry._idmap];
  const app = createApp(() => { throw new Error('no request is made'); });
  export const atStart = named();
  export const document = documentOf(app);
  export const first = named();
  export const again = documentOf(app);
  export const second = named();
`;
/** Requests are parsed with these; they may be made at any time. */
const OF_REQUESTS = ['NewPasskeyCredential', 'PasskeyCredential'];

type Named = [name: string, schema: object][];
type Document = { components: { schemas: object } };
type Made = Record<'atStart' | 'first' | 'second', Named> & Record<'document' | 'again', Document>;

// Schemas are a quarter of the CPU of a start; a request needs none that only describes answers.
it('makes the schemas of answers with the document, each once', async () => {
  const { atStart, document, first, again, second } = await runInNode<Made>(ENTRY);
  expect(atStart.map(([name]) => name)).toEqual(OF_REQUESTS);
  const described = Object.keys(document.components.schemas);
  expect(first.map(([name]) => name)).toEqual(expect.arrayContaining(described));
  expect(again).toEqual(document);
  expect(second.length).toBe(first.length);
  for (const [index, [name, schema]] of second.entries())
    expect(schema, name).toBe(first[index]?.[1]);
});
