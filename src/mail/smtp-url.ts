/** Where an SMTP server is, how it speaks, and who logs in. */
export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise by STARTTLS. */
  implicitTls: boolean;
  login: { user: string; pass: string } | null;
};

/** RFC 8314 §3.3 and §7.3: submission over TLS, and with STARTTLS. */
const PORT = { 'smtps:': 465, 'smtp:': 587 } as const;
const EXAMPLE = 'smtps://user:password@host:465';
const CONTROL = /\p{Cc}/u;

/**
 * Parses `smtps://user:password@host:465` or `smtp://user:password@host:587`, with user and
 * password percent-encoded or left out, and the port left out where it is the usual one. Returns a
 * sentence for the operator, which repeats nothing of the text, if it is anything else.
 */
export function parseSmtpUrl(text: string): SmtpServer | string {
  const url = URL.parse(text);
  if (url === null || !isScheme(url.protocol)) return `is no URL like ${EXAMPLE}`;
  // A password with a raw / ? or # ends up behind the host.
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    return `has more than ${EXAMPLE}: in a password, / is %2F, ? is %3F and # is %23`;
  const host = hostOf(url);
  if (host === null) return 'has no valid host';
  const login = loginOf(url);
  if (typeof login === 'string') return login;
  const port = url.port === '' ? PORT[url.protocol] : Number(url.port);
  const problem = findPortProblem(port, url.protocol);
  return problem ?? { host, port, implicitTls: url.protocol === 'smtps:', login };
}

function isScheme(protocol: string): protocol is keyof typeof PORT {
  return protocol in PORT;
}

// https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/#considerations: port 25.
function findPortProblem(port: number, scheme: keyof typeof PORT): string | null {
  if (port === 25) return 'has port 25, which Workers block: use 465 (smtps) or 587 (smtp)';
  if (port === 0) return 'has port 0';
  if (port === 465 && scheme === 'smtp:')
    return 'has port 465, which speaks TLS at once: use smtps';
  if (port === 587 && scheme === 'smtps:') return 'has port 587, which speaks STARTTLS: use smtp';
  return null;
}

// Only of web URLs is the host put into A-labels.
function hostOf({ hostname }: URL): string | null {
  const ascii = URL.parse(`http://${hostname}`)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return ascii === '' ? null : ascii;
}

function loginOf({ username, password }: URL): SmtpServer['login'] | string {
  if (username === '' && password === '') return null;
  if (username === '' || password === '') return 'has a user without a password, or the reverse';
  try {
    const login = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
    const isTypable = !CONTROL.test(login.user) && !CONTROL.test(login.pass);
    return isTypable ? login : 'has control characters in user or password';
  } catch {
    return 'has a % in user or password that is no percent-encoding: write %25';
  }
}
