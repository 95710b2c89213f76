import type { Context } from 'hono';
import * as z from 'zod';
import { shortenAddress } from './client-address.ts';
import { readAccessCookie, readRefreshCookie } from './cookies.ts';
import { type Device, describeDevice, parseDevice, readDevice } from './device.ts';
import { readDeviceCookies } from './device-cookies.ts';
import { readLanguageCookie } from './language-cookie.ts';
import { countryName, countryOf, knownCountry, plausibleCity } from './place.ts';
import { readRegistrationCookie } from './registration-cookie.ts';

/** Where a request comes from. */
export type ClientInfo = {
  /** Only from `CF-Connecting-IP`: any other header can be forged. */
  ipAddress: string | null;
  userAgent: string | null;
  /** The `Accept-Language` header. */
  languages: string | null;
  /** The language chosen on our pages; see `language-cookie.ts`. */
  uiLocale?: string | null;
  city: string | null;
  /** An ISO 3166-1 code. */
  country: string | null;
  requestId: string;
  /** The cookies that identify the browser, device cookies by user id. Never recorded. */
  bears?: {
    refreshToken: string | null;
    accessToken: string | null;
    devices: Record<string, string>;
    /** The mark of the browser's last registration. */
    registration: string | null;
  };
};

const HEADER_LENGTH = 512;
/** An address in any spelling, without a zone, which may hold any text. */
const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/;

/** Reads the client's traits from a request. `cf` is missing outside of Cloudflare. */
export function clientInfo(c: Context): ClientInfo {
  const cf = (c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>).cf;
  return {
    ipAddress: knownAddress(c.req.header('CF-Connecting-IP')),
    userAgent: c.req.header('User-Agent')?.slice(0, HEADER_LENGTH) ?? null,
    languages: c.req.header('Accept-Language')?.slice(0, HEADER_LENGTH) ?? null,
    uiLocale: readLanguageCookie(c),
    city: plausibleCity(cf?.city),
    country: knownCountry(cf?.country),
    requestId: c.get('requestId') ?? '',
    bears: {
      // Under either name: every use checks the signature.
      refreshToken: readRefreshCookie(c, () => true),
      accessToken: readAccessCookie(c),
      devices: readDeviceCookies(c),
      registration: readRegistrationCookie(c),
    },
  };
}

/**
 * Describes the client for a mail: "Firefox on Linux in Austria (203.0.113.7)". Contains only an
 * address and names from closed lists, so a client cannot put its own text into a mail.
 */
export function describeClient({
  userAgent,
  country,
  ipAddress,
}: Pick<ClientInfo, 'userAgent' | 'country' | 'ipAddress'>): string {
  const place = countryName(country);
  return [
    describeDevice(parseDevice(userAgent)),
    ...(place === null ? [] : [`in ${place}`]),
    ...(ipAddress === null ? [] : [`(${ipAddress})`]),
  ].join(' ');
}

/** Names in mails for actors other than a client. */
export const ADMINISTRATOR = 'an administrator';
export const OPERATOR = 'the command line';

/**
 * A queued description. Any text that {@link describeClient} does not return, such as one from
 * before a change of its words, becomes "an unknown browser", so no other text gets into a mail.
 */
export const clientDescriptionSchema = z
  .string()
  .overwrite((text) =>
    text === ADMINISTRATOR || text === OPERATOR || readDescription(text) !== null
      ? text
      : describeDevice(parseDevice(null)),
  );

/** What {@link describeClient} says of a client. `country` is a code. */
export type Description = Pick<Device, 'browser' | 'os'> &
  Pick<ClientInfo, 'country' | 'ipAddress'>;

/** Reads a text of {@link describeClient}, to say the same in another language; else null. */
export function readDescription(text: string): Description | null {
  const { client = '', address: ipAddress = null } =
    /^(?<client>.*?)(?: \((?<address>[\dA-Fa-f.:]+)\))?$/.exec(text)?.groups ?? {};
  if (ipAddress !== null && knownAddress(ipAddress) === null) return null;
  const [named = '', place, ...more] = client.split(' in ');
  const device = readDevice(named);
  const country = place === undefined ? null : countryOf(place);
  if (device === null || more.length > 0 || (place !== undefined && country === null)) return null;
  return { ...device, country, ipAddress };
}

function knownAddress(text: string | undefined): string | null {
  if (text === undefined || !ADDRESS.test(text)) return null;
  return shortenAddress(text) === null ? null : text;
}
