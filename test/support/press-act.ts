import type { OpenPage, PageClient } from './page-client.ts';

/** Sends the form of an act as a person's page in the console has it. Null leaves a field out. */
export function press(
  browser: PageClient,
  page: OpenPage,
  act: string,
  fields: Record<string, string | null> = {},
  sending: { follow?: boolean } = {},
): Promise<OpenPage> {
  // The last one: the notice above may have another, that takes an act back.
  const form = page.forms.findLast((one) => one.fields.act === act);
  if (form === undefined) throw new Error(`no ${act} on ${page.url}`);
  const given = Object.entries({ ...form.fields, ...fields });
  const sent = given.filter((pair): pair is [string, string] => pair[1] !== null);
  return browser.post(form.action, Object.fromEntries(sent), sending);
}
