import type { Shipped } from './list-shipped.ts';

/** Licences by which anyone may use, change and pass on a package in a work of any licence. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
]);

// Of `A OR B` one suffices; anything else that is no single name is refused.
const isAllowed = (license: string) =>
  license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((one) => ALLOWED.has(one));

/** A line about each package whose licence is unknown or not allowed. */
export const findForbidden = (shipped: Shipped[]): string[] =>
  shipped
    .filter(({ license }) => license === null || !isAllowed(license))
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'no licence'}`);

/** The document that lists what is shipped. */
export function describeLicences(shipped: Shipped[]): string {
  const rows = shipped.map(
    ({ name, version, license, parts }) =>
      `| ${name} | ${version} | ${license ?? 'none'} | ${parts.join(', ')} |`,
  );
  return `# Third-party packages

What is deployed with the Worker, and what the package \`latchkey\` installs. \`npm run licences\` writes this list of
the bundle and the lockfile, and \`npm run check\` refuses one that is out of date, and a licence that asks for more
than its notice. The API viewers are files that their makers built; the notices in them name what they contain. Tools
of development, such as axe-core under the MPL, are not shipped. \`npm run sbom\` lists the same packages in CycloneDX.

| Package | Version | Licence | Part |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
