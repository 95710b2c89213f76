import { describe, expect, it } from 'vitest';
import { CLIENT_OPTIONS, readClientCommand } from '../../src/cli/admin/clients.ts';
import { HELP } from '../../src/cli/admin/help.ts';
import { describeClients, describeResult } from '../../src/cli/admin/print-result.ts';
import { UsageError } from '../../src/cli/admin/usage-error.ts';
import { BLANK, toColumns } from '../../src/oauth/clients/client-columns.ts';
import { clientChanges } from '../../src/oauth/clients/client-schemas.ts';

describe('admin client', () => {
  it('reads what is wanted', () => {
    expect(readClientCommand(['list'], {})).toEqual({ act: 'list' });
    expect(readClientCommand(['show', 'c-1'], {})).toEqual({ act: 'show', id: 'c-1' });
    expect(readClientCommand(['remove', 'c-1'], {})).toEqual({ act: 'remove', id: 'c-1' });
    expect(readClientCommand(['rotate', 'c-1'], {})).toEqual({
      act: 'rotate',
      id: 'c-1',
      keep: true,
    });
    expect(readClientCommand(['rotate', 'c-1'], { drop: true })).toMatchObject({ keep: false });
  });

  it('reads every setting, in the names of the API', () => {
    const values = {
      name: 'App',
      'redirect-uri': ['https://app.example.com/a', 'https://app.example.com/b'],
      'post-logout-redirect-uri': ['https://app.example.com/'],
      scope: 'openid email',
      public: true,
      'first-party': true,
      pkce: true,
      'require-par': true,
      dpop: true,
      'id-token-alg': 'ES256',
      'id-token-claims': true,
      'lenient-audience': true,
      'backchannel-logout-uri': '',
      'access-token-ttl': '300',
      'refresh-token-ttl': '0',
      disable: true,
    };
    const command = readClientCommand(['change', 'c-1'], values);
    if (command.act !== 'change') throw new Error('no change');
    expect(command.settings).toEqual({
      client_name: 'App',
      redirect_uris: values['redirect-uri'],
      post_logout_redirect_uris: values['post-logout-redirect-uri'],
      scope: 'openid email',
      token_endpoint_auth_method: 'none',
      first_party: true,
      require_pkce: true,
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      id_token_signed_response_alg: 'ES256',
      claims_in_id_token: true,
      lenient_assertion_audience: true,
      backchannel_logout_uri: '',
      access_token_ttl: 300,
      refresh_token_ttl: 0,
      disabled: true,
    });
    // What the service makes of it.
    const { disabled: _, ...said } = clientChanges.parse(command.settings);
    const columns = toColumns(said, { ...BLANK, idTokenAlg: 'RS256', refreshTtl: 1 });
    expect(columns).toMatchObject({ accessTtl: 300_000, refreshTtl: null, authMethod: 'none' });
    const names = [...Object.keys(clientChanges.shape)].filter((name) => name !== 'jwks');
    expect(Object.keys(command.settings).sort()).toEqual(names.sort());
  });

  it('takes each switch both ways, and not both at once', () => {
    for (const [yes, no] of [
      ['first-party', 'third-party'],
      ['pkce', 'no-pkce'],
      ['require-par', 'no-par'],
      ['dpop', 'no-dpop'],
      ['id-token-claims', 'no-id-token-claims'],
      ['lenient-audience', 'strict-audience'],
      ['disable', 'enable'],
    ] as const) {
      const valuesOf = (name: string) => {
        const command = readClientCommand(['change', 'c-1'], { [name]: true });
        return command.act === 'change' ? Object.values(command.settings) : [];
      };
      expect([valuesOf(yes), valuesOf(no)], yes).toEqual([[true], [false]]);
      const both = { [yes]: true, [no]: true };
      expect(() => readClientCommand(['change', 'c-1'], both), yes).toThrow(UsageError);
    }
  });

  it.each([
    [[], {}],
    [['frob'], {}],
    [['list', 'c-1'], {}],
    [['add', 'c-1'], { name: 'x' }],
    [['add'], { 'redirect-uri': ['https://app.example.com/'] }],
    [['add'], { name: 'x' }],
    [['show'], {}],
    [['show', 'c-1', 'c-2'], {}],
    [['show', 'c-1'], { name: 'x' }],
    [['rotate', 'c-1'], { name: 'x' }],
    [['remove', 'c-1'], { drop: true }],
    [['change', 'c-1'], {}],
    [['change', 'c-1'], { public: true, 'auth-method': 'none' }],
    [['change', 'c-1'], { 'access-token-ttl': '-1' }],
    [['change', 'c-1'], { jwks: '/nowhere/at/all' }],
  ])('does not understand %j %j', (words, values) => {
    expect(() => readClientCommand(words, values)).toThrow(UsageError);
  });

  it('tells of every option in its help', () => {
    for (const name of Object.keys(CLIENT_OPTIONS)) expect(HELP).toContain(`--${name}`);
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('shows settings in columns, however long their names', () => {
    const text = describeResult({ client_id: 'c-1', require_pushed_authorization_requests: true });
    const starts = text.split('\n').map((line) => line.lastIndexOf(' '));
    expect(new Set(starts).size).toBe(1);
    expect(describeResult({ users: { all: 2 } })).toBe(`users\n${'  all'.padEnd(30)} 2`);
  });

  it('says so where there is nothing, such as no secret of a second factor', () => {
    expect(describeResult({})).toBe('None.');
  });

  it('lists clients one a line', () => {
    const one = { client_id: 'c-1', client_name: 'App', disabled_at: null };
    const two = { client_id: 'c-2', client_name: 'Old', disabled_at: '2026-01-01T00:00:00.000Z' };
    const method = { token_endpoint_auth_method: 'none' };
    expect(
      describeClients([
        { ...one, ...method },
        { ...two, ...method },
      ]),
    ).toBe('c-1  none                 App\nc-2  none                 Old  (disabled)\n');
    expect(describeClients([])).toBe('No clients.\n');
  });
});
