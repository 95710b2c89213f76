/** Lines of 20 × 20 icons. */
const PATHS = {
  warning: <path d="M10 2.5 18 16.5H2zM10 8v4M10 14.3v.01" />,
  done: (
    <>
      <circle cx="10" cy="10" r="7.5" />
      <path d="m6.8 10.3 2.2 2.2 4.3-4.7" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.5" />
      <path d="M10 9v5M10 6.3v.01" />
    </>
  ),
  key: (
    <>
      <circle cx="6" cy="10" r="4" />
      <path d="M10 10h8.5v3.5m-4-3.5v2.5" />
    </>
  ),
  mail: <path d="M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5" />,
  phone: <path d="M6.5 2.5h7v15h-7zM9.2 15h1.6" />,
  tablet: <path d="M4.5 3h11v14h-11zM9.2 14.6h1.6" />,
  computer: <path d="M4 5h12v8.5H4zM2 16h16" />,
  person: (
    <>
      <circle cx="10" cy="7" r="3.5" />
      <path d="M3.5 17c1-3.5 3.5-5 6.5-5s5.5 1.5 6.5 5" />
    </>
  ),
  globe: (
    <>
      <circle cx="10" cy="10" r="7.5" />
      <path d="M2.5 10h15M10 2.5c-5 5-5 10 0 15 5-5 5-10 0-15z" />
    </>
  ),
  leave: <path d="M11 4H4v12h7M9 10h8m-3-3 3 3-3 3" />,
  add: <path d="M10 4v12M4 10h12" />,
};

/** Those that point forward, which is to the left in Arabic. */
const POINTING: IconName[] = ['leave'];

export type IconName = keyof typeof PATHS;

/** A decoration: what it says stands beside it in words. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class={POINTING.includes(name) ? 'i to' : 'i'} viewBox="0 0 20 20" aria-hidden="true">
    {PATHS[name]}
  </svg>
);
