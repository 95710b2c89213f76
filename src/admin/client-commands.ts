import * as z from 'zod';
import { parseSafely, toFieldErrors, withoutNulls } from '../http/body.ts';
import { invalidClientSettings } from '../oauth/clients/client-rules.ts';
import { clientChanges, newClient } from '../oauth/clients/client-schemas.ts';
import type { ManageClients } from '../oauth/clients/manage-clients.ts';
import { COMMAND_LINE } from './command-line.ts';

const id = z.string();
const settings = z.record(z.string(), z.unknown());
const command = z.discriminatedUnion('act', [
  z.object({ act: z.literal('list') }),
  z.object({ act: z.literal('show'), id }),
  z.object({ act: z.literal('add'), settings }),
  z.object({ act: z.literal('change'), id, settings }),
  z.object({ act: z.literal('rotate'), id, keep: z.boolean() }),
  z.object({ act: z.literal('remove'), id }),
]);

/** What an operator wants with OAuth clients; settings have the names of the API. */
export type ClientCommand = z.input<typeof command>;

const BY_OPERATOR = { actorId: null, client: COMMAND_LINE };

/**
 * Runs a {@link ClientCommand} that was sent as JSON. Returns what the API would. Throws
 * `validation_error` with every wrong field in its text, `not_found`, `client_changed`,
 * `client_without_secret`, `storage_unavailable`.
 */
export async function runClientCommand(clients: ManageClients, text: string): Promise<object> {
  const asked = parse(command, JSON.parse(text));
  switch (asked.act) {
    case 'list':
      return { clients: await clients.list() };
    case 'show':
      return clients.view(asked.id);
    case 'add':
      return clients.register(parse(newClient, asked.settings), BY_OPERATOR);
    case 'change':
      return clients.change(asked.id, parse(clientChanges, asked.settings), BY_OPERATOR);
    case 'rotate':
      return clients.rotateSecret(asked.id, { keep: asked.keep }, BY_OPERATOR);
    case 'remove':
      await clients.remove(asked.id, BY_OPERATOR);
      return { client_id: asked.id, removed: true };
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = parseSafely(schema, withoutNulls(value));
  if (!result.success) throw invalidClientSettings(toFieldErrors(result.error.issues));
  return result.data;
}
