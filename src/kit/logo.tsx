import type { PageContext } from './page-context.ts';

/** The company's name, with its logo where it has one. Leads back to the company. */
export const Logo = ({ page: { brand } }: { page: PageContext }) => {
  const name = (
    <>
      {brand.logoUrl !== null && <img src={brand.logoUrl} alt="" height="32" />}
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
