import type { PageContext } from './page-context.ts';

/**
 * The company's name, with its logo, or else its initial in a tile. Leads back to the company.
 */
export const Logo = ({ page: { brand } }: { page: PageContext }) => {
  const name = (
    <>
      {brand.logoUrl === null ? (
        <span class="tile" aria-hidden="true">
          {initialOf(brand.appName)}
        </span>
      ) : (
        <img src={brand.logoUrl} alt="" height="32" />
      )}
      <span>{brand.appName}</span>
    </>
  );
  if (brand.returnUrl === null) return <span class="logo">{name}</span>;
  return (
    <a class="logo" href={brand.returnUrl}>
      {name}
    </a>
  );
};

/** The first letter or sign of a name as people count them, which may be several code points. */
function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toUpperCase() ?? '';
}
