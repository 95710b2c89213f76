import type { Child } from 'hono/jsx';

/** Steps in order. `sideBySide` lays two of them beside one another where there is room. */
export const Steps = ({ sideBySide, children }: { sideBySide?: boolean; children: Child }) => (
  <ol class={sideBySide === true ? 'steps two' : 'steps'}>{children}</ol>
);

/** One of the {@link Steps}. */
export const Step = ({ children }: { children: Child }) => (
  <li>
    <div class="tight">{children}</div>
  </li>
);

/** Codes to write down or to copy by a `CopyButton` of this id. */
export const CodesList = ({ id, codes }: { id: string; codes: string[] }) => (
  <ul class="codes" id={id} dir="ltr">
    {codes.map((code) => (
      <li>{code}</li>
    ))}
  </ul>
);

/** Names with their values. */
export const Facts = ({ children }: { children: Child }) => <dl class="facts">{children}</dl>;

/** One of the {@link Facts}. */
export const Fact = ({ name, children }: { name: string; children: Child }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
