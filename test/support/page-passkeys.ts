/** The options that a page gives its script to ask for a passkey with, or for a new one. */
export function passkeyOptionsIn<Options>(html: string, kind: 'get' | 'create'): Options {
  const [, json] = new RegExp(`data-passkey-${kind}="([^"]*)"`).exec(html) ?? [];
  if (json === undefined) throw new Error(`the page asks for no passkey (${kind})`);
  return JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Options;
}
