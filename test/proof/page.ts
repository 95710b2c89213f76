/** The cookies of a browser, by name. */
export type Jar = Map<string, string>;
/** How a page was answered; `to` is where it leads. */
export type PageAnswer = { status: number; to: string | null; text: string };

const REFRESH = 'refresh_token';

/** The browser of somebody who holds a refresh token, and cookies besides. */
export const jarOf = (refresh: string, others: Jar = new Map()): Jar =>
  new Map([...others, [REFRESH, refresh]]);
export const refreshIn = (jar: Jar): string | undefined => jar.get(REFRESH);

/** The refresh token that an answer sets as a cookie: of a session of pages it is in no body. */
export const refreshSetBy = ({ headers }: Response): { refresh_token?: string } => {
  const found = /^refresh_token=([^;]+)/m.exec(headers.getSetCookie().join('\n'));
  return found?.[1] === undefined ? {} : { refresh_token: found[1] };
};

type Asked = { jar: Jar; form?: Record<string, string>; headers?: Record<string, string> };

/** Opens a page, or sends a form of it, and keeps its cookies. Throws if no answer comes. */
export async function askPage(
  url: string,
  path: string,
  { jar, form, headers = {} }: Asked,
): Promise<PageAnswer> {
  const response = await fetch(url + path, {
    method: form === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      Accept: 'text/html',
      Origin: url,
      Cookie: [...jar].map((pair) => pair.join('=')).join('; '),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return { status: response.status, to: response.headers.get('Location'), text };
}

/** The token of a page's forms; null where it has none. */
export const tokenIn = ({ text }: PageAnswer): string | null =>
  /name="csrf_token" value="([^"]+)"/.exec(text)?.[1] ?? null;
