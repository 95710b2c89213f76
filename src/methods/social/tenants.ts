/** A tenant of Microsoft Entra, in lower or upper case. */
const TENANT = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TENANT_ID = new RegExp(`^${TENANT}$`, 'i');
const ONE_TENANT = new RegExp(`/(?<tenant>${TENANT})(?:/v2\\.0)?/?$`, 'i');
const TEMPLATE = '{tenantid}';

/** The tenant of every personal account, in which anyone can be. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * Returns whether an issuer is one tenant of an organisation, which an operator names to trust it.
 */
export function isOneTenant(issuer: string): boolean {
  const tenant = ONE_TENANT.exec(issuer)?.groups?.tenant?.toLowerCase();
  return tenant !== undefined && tenant !== CONSUMERS;
}

/**
 * Returns the issuer that the metadata of an issuer names: a template for the addresses that many
 * tenants share, the tenant's id for `consumers`, and itself for all others.
 */
export function namedIssuer(issuer: string): string {
  return issuer
    .replace(/\/(?:common|organizations)(?=\/v2\.0$)/, `/${TEMPLATE}`)
    .replace(/\/consumers(?=\/v2\.0$)/, `/${CONSUMERS}`);
}

/** Returns an issuer with the tenant filled in; null if that is none. */
export function fillTenant(template: string, tenant: unknown): string | null {
  if (!template.includes(TEMPLATE)) return template;
  if (typeof tenant !== 'string' || !TENANT_ID.test(tenant)) return null;
  return template.replace(TEMPLATE, tenant);
}

/** Returns whether an issuer is what a template names, for some tenant. */
export function fitsTemplate(template: string, issuer: string): boolean {
  const [before = '', after] = template.split(TEMPLATE);
  if (after === undefined || !issuer.startsWith(before) || !issuer.endsWith(after)) return false;
  return TENANT_ID.test(issuer.slice(before.length, issuer.length - after.length));
}
