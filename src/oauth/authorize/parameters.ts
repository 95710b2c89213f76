/**
 * The parameters of an authorization request that are read, with the characters that each may have.
 * A longer one is an error and never cut: `state` and `nonce` belong to the client, and may hold a
 * URL. Other parameters, such as `display`, are ignored (RFC 6749 §3.1).
 */
const LONGEST = {
  client_id: 64,
  redirect_uri: 512,
  response_type: 64,
  response_mode: 32,
  scope: 512,
  state: 2048,
  nonce: 512,
  code_challenge: 128,
  code_challenge_method: 16,
  prompt: 64,
  max_age: 9,
  acr_values: 256,
  login_hint: 254,
  /** An extension of ours, known from others: the id of a provider to sign in with. */
  idp_hint: 40,
  id_token_hint: 8192,
  resource: 512,
  dpop_jkt: 64,
  request: 8192,
  request_uri: 512,
} as const;
export type Parameter = keyof typeof LONGEST;

/** What a request asks for. An empty parameter counts as absent (RFC 6749 §3.1). */
export type Asked = Partial<Record<Parameter, string>>;

/** A request as it came: what it asks for, and what is wrong with single parameters. */
export type ReadRequest = { asked: Asked; faults: Partial<Record<Parameter, string>> };

/** Reads a request. Known parameters may come once (RFC 6749 §3.1), and are not too long. */
export function readParameters(given: URLSearchParams): ReadRequest {
  const asked: Asked = {};
  const faults: ReadRequest['faults'] = {};
  for (const name of Object.keys(LONGEST) as Parameter[]) {
    const [value = '', ...more] = given.getAll(name);
    if (more.length > 0) faults[name] = 'is given more than once';
    else if (value.length > LONGEST[name]) faults[name] = 'is too long';
    else if (value !== '') asked[name] = value;
  }
  return { asked, faults };
}
