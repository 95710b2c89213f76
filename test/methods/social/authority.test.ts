import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Judged,
  vouchesForEmail,
  vouchesForTwoFactors,
} from '../../../src/methods/social/authority.ts';
import { readAddress } from '../../../src/methods/social/claims.ts';
import type { ProviderKind } from '../../../src/methods/social/provider.ts';
import { fillTenant, fitsTemplate, isOneTenant } from '../../../src/methods/social/tenants.ts';

const KINDS: ProviderKind[] = ['google', 'apple', 'microsoft', 'github', 'openid'];
const ENTRA = 'https://login.microsoftonline.com';
const TENANT = '11111111-2222-3333-4444-555555555555';
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

const at = (kind: ProviderKind, change: Partial<Judged> = {}): Judged => ({
  kind,
  issuer: kind === 'microsoft' ? `${ENTRA}/common/v2.0` : 'https://id.example.com',
  authorityFor: [],
  trustAmr: [],
  ...change,
});
const said = (email: unknown, rest: object = {}) => ({ email, email_verified: true, ...rest });
const workspace = { authorityFor: ['example.org', 'xn--bcher-kva.example'] };

describe('who vouches for an address', () => {
  const TABLE: [boolean, string, Judged, Record<string, unknown>][] = [
    [true, 'Gmail', at('google'), said('ada@gmail.com')],
    [true, 'Gmail by its old name', at('google'), said('ada@googlemail.com')],
    [true, 'Gmail in capitals', at('google'), said('Ada@GMail.Com')],
    [true, 'Gmail with a tag', at('google'), said('ada+tag@gmail.com')],
    [false, 'a domain below Gmail', at('google'), said('ada@x.gmail.com')],
    [false, 'a domain that ends like Gmail', at('google'), said('ada@notgmail.com')],
    [false, 'Gmail with a dot at the end', at('google'), said('ada@gmail.com.')],
    [
      false,
      'Gmail that is not verified',
      at('google'),
      said('ada@gmail.com', { email_verified: false }),
    ],
    [false, 'Gmail, by a text', at('google'), said('ada@gmail.com', { email_verified: 'true' })],
    [false, 'Gmail, by a number', at('google'), said('ada@gmail.com', { email_verified: 1 })],
    [false, 'a foreign address at Google', at('google'), said('ada@example.org')],
    [true, 'a Workspace', at('google'), said('ada@example.org', { hd: 'example.org' })],
    [true, 'a Workspace in capitals', at('google'), said('ada@Example.ORG', { hd: 'EXAMPLE.org' })],
    [false, 'another Workspace', at('google'), said('ada@example.org', { hd: 'example.com' })],
    [false, 'a Workspace above', at('google'), said('ada@a.example.org', { hd: 'example.org' })],
    [false, 'a list of Workspaces', at('google'), said('ada@example.org', { hd: ['example.org'] })],
    [
      true,
      "Apple's relay, by a text",
      at('apple'),
      said('x@privaterelay.appleid.com', { email_verified: 'true' }),
    ],
    [
      false,
      "Apple's relay, not verified",
      at('apple'),
      said('x@privaterelay.appleid.com', { email_verified: 'false' }),
    ],
    [false, 'a foreign address at Apple', at('apple'), said('ada@example.org')],
    [false, 'Gmail at Apple', at('apple'), said('ada@gmail.com')],
    [false, 'an address of many tenants (nOAuth)', at('microsoft'), said('ada@example.org')],
    [true, 'an owned domain', at('microsoft'), { email: 'ada@example.org', xms_edov: true }],
    [
      true,
      'an owned domain, by a number',
      at('microsoft'),
      { email: 'ada@example.org', xms_edov: 1 },
    ],
    [
      true,
      'an owned domain, by a text',
      at('microsoft'),
      { email: 'ada@example.org', xms_edov: '1' },
    ],
    [
      false,
      'a domain that is not owned',
      at('microsoft'),
      said('ada@example.org', { xms_edov: false }),
    ],
    [
      false,
      'a domain that is not owned, by a text',
      at('microsoft'),
      said('ada@example.org', { xms_edov: '0' }),
    ],
    [
      true,
      'one tenant',
      at('microsoft', { issuer: `${ENTRA}/${TENANT}/v2.0` }),
      { email: 'ada@example.org' },
    ],
    [
      false,
      'personal accounts',
      at('microsoft', { issuer: `${ENTRA}/${CONSUMERS}/v2.0` }),
      said('ada@example.org'),
    ],
    [
      false,
      'organizations',
      at('microsoft', { issuer: `${ENTRA}/organizations/v2.0` }),
      said('ada@example.org'),
    ],
    [
      false,
      'consumers',
      at('microsoft', { issuer: `${ENTRA}/consumers/v2.0` }),
      said('ada@example.org'),
    ],
    [
      false,
      'many tenants and a listed domain',
      at('microsoft', workspace),
      said('ada@example.org'),
    ],
    [true, 'GitHub', at('github'), said('ada@example.org')],
    [
      false,
      'GitHub, not verified',
      at('github'),
      said('ada@example.org', { email_verified: false }),
    ],
    [false, 'any provider', at('openid'), said('ada@example.org')],
    [false, 'Gmail at any provider', at('openid'), said('ada@gmail.com', { hd: 'gmail.com' })],
    [
      false,
      'an owned domain at any provider',
      at('openid'),
      said('ada@example.org', { xms_edov: true }),
    ],
    [true, 'a listed domain', at('openid', workspace), said('ada@example.org')],
    [true, 'a listed domain in capitals', at('openid', workspace), said('ada@EXAMPLE.ORG')],
    [true, 'a listed domain in Unicode', at('openid', workspace), said('ada@bücher.example')],
    [
      true,
      'a listed domain in capitals of Unicode',
      at('openid', workspace),
      said('ada@BÜCHER.example'),
    ],
    [false, 'a domain below a listed one', at('openid', workspace), said('ada@a.example.org')],
    [false, 'a listed domain with a dot', at('openid', workspace), said('ada@example.org.')],
    [false, 'two signs', at('openid', workspace), said('ada@evil.test@example.org')],
    [false, 'a wide sign', at('openid', workspace), said('ada＠example.org')],
    [false, 'a space', at('openid', workspace), said(' ada@example.org')],
    [false, 'a line break', at('openid', workspace), said('ada@example.org\nb@c.de')],
    [false, 'a mark that cannot be seen', at('openid', workspace), said('ada@example\u200b.org')],
    [false, 'a list', at('openid', workspace), said(['ada@example.org'])],
    [false, 'no address', at('google'), { email_verified: true, hd: 'example.org' }],
    [false, 'a listed domain, not verified', at('openid', workspace), { email: 'ada@example.org' }],
    [true, 'a foreign address at Google, listed', at('google', workspace), said('ada@example.org')],
    [false, 'that, not verified', at('google', workspace), { email: 'ada@example.org' }],
    [
      true,
      'a foreign address at Apple, listed',
      at('apple', workspace),
      said('ada@example.org', { email_verified: 'true' }),
    ],
  ];

  it('is the one who knows', () => {
    const judged = TABLE.map(([, what, provider, claims]) => [
      vouchesForEmail(provider, claims),
      what,
    ]);
    expect(judged).toEqual(TABLE.map(([expected, what]) => [expected, what]));
  });

  const kinds = fc.constantFrom(...KINDS);
  const anything = fc.oneof(fc.anything(), fc.constantFrom(true, 'true', 1, '1'));
  const claims = fc.record(
    {
      email: fc.oneof(fc.emailAddress(), fc.string(), fc.anything()),
      email_verified: anything,
      hd: fc.oneof(fc.domain(), fc.anything()),
      xms_edov: anything,
    },
    { requiredKeys: [] },
  );

  it('never throws, and never vouches for what is no address', () => {
    fc.assert(
      fc.property(kinds, claims, (kind, given) => {
        if (vouchesForEmail(at(kind), given)) expect(readAddress(given.email)).not.toBeNull();
      }),
    );
  });

  it('is nobody, of providers that any operator adds, unless a domain is listed', () => {
    fc.assert(
      fc.property(claims, (given) => {
        expect(vouchesForEmail(at('openid'), given)).toBe(false);
      }),
    );
  });

  it('is never one who does not say that the address is verified', () => {
    fc.assert(
      fc.property(kinds, claims, fc.domain(), (kind, given, domain) => {
        const { email_verified: _, xms_edov: __, ...rest } = given;
        const email = `ada@${domain}`;
        const provider = at(kind, { authorityFor: [domain.toLowerCase()] });
        expect(vouchesForEmail(provider, { ...rest, email })).toBe(false);
      }),
    );
  });
});

/** Seconds. */
const NOW = 2_000_000_000;

describe('who vouches for two factors', () => {
  const SAID: [boolean, string[], Record<string, unknown>][] = [
    [false, [], { amr: ['mfa'] }],
    [true, ['mfa'], { amr: ['pwd', 'mfa'] }],
    [true, ['mfa'], { amr: ['mfa'], auth_time: NOW - 600 }],
    [false, ['mfa'], { amr: ['mfa'], auth_time: NOW - 700 }],
    [false, ['mfa'], { amr: ['mfa'], auth_time: undefined }],
    [false, ['mfa'], { amr: ['mfa'], auth_time: String(NOW) }],
    [false, ['mfa'], { amr: ['pwd'] }],
    [false, ['mfa'], { amr: 'mfa' }],
    [false, ['mfa'], { amr: ['MFA', ['mfa'], { mfa: true }] }],
    [false, ['mfa'], {}],
    [true, ['hwk', 'fpt'], { amr: ['fpt'] }],
    [true, ['phrh'], { acr: 'phrh' }],
    [false, ['phrh'], { acr: ['phrh'] }],
    [false, ['phr'], { acr: 'phrh' }],
  ];

  it('is one who says so in a way that is trusted', () => {
    const judged = SAID.map(([, trustAmr, claims]) => [
      vouchesForTwoFactors(at('openid', { trustAmr }), { auth_time: NOW, ...claims }, NOW * 1000),
      trustAmr,
      claims,
    ]);
    expect(judged).toEqual(SAID);
  });

  it('is nobody unless that is set, whatever is said', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.anything(), fc.anything(), (kind, amr, acr) => {
        expect(vouchesForTwoFactors(at(kind), { amr, acr, auth_time: NOW }, NOW * 1000)).toBe(
          false,
        );
      }),
    );
  });
});

describe('the tenants of Microsoft', () => {
  const ISSUERS: [string, boolean][] = [
    [`${ENTRA}/${TENANT}/v2.0`, true],
    [`${ENTRA}/${TENANT.toUpperCase()}/v2.0`, true],
    [`${ENTRA}/${CONSUMERS}/v2.0`, false],
    [`${ENTRA}/${CONSUMERS.toUpperCase()}/v2.0`, false],
    [`${ENTRA}/common/v2.0`, false],
    [`${ENTRA}/{tenantid}/v2.0`, false],
    [`${ENTRA}/${TENANT}/../common/v2.0`, false],
  ];

  it('are one by the issuer', () => {
    expect(ISSUERS.map(([issuer]) => [issuer, isOneTenant(issuer)])).toEqual(ISSUERS);
  });

  it('fill a template, if they are tenants', () => {
    const template = `${ENTRA}/{tenantid}/v2.0`;
    expect(fillTenant(template, TENANT)).toBe(`${ENTRA}/${TENANT}/v2.0`);
    for (const tenant of [undefined, '', 'common', `${TENANT}/x`, 7, [TENANT], `${TENANT}\n`])
      expect(fillTenant(template, tenant)).toBeNull();
    expect(fitsTemplate(template, `${ENTRA}/${TENANT}/v2.0`)).toBe(true);
    for (const issuer of [template, `${ENTRA}/x/v2.0`, `https://evil.test/${TENANT}/v2.0`])
      expect(fitsTemplate(template, issuer)).toBe(false);
    expect(fitsTemplate('https://id.example.com', 'https://id.example.com')).toBe(false);
  });
});
