import type { Context } from 'hono';
import * as z from 'zod';
import { shortenAddress } from './client-address.ts';
import { readAccessCookie, readRefreshCookie } from './cookies.ts';
import { describeDevice, describesDevice, parseDevice } from './device.ts';
import { readDeviceCookies } from './device-cookies.ts';
import { countryName, isCountryName, knownCountry, plausibleCity } from './place.ts';
import { readRegistrationCookie } from './registration-cookie.ts';

/** Where a request comes from, as far as we may know. */
export type ClientInfo = {
  /** From `CF-Connecting-IP` and nothing else: any other header can be forged. */
  ipAddress: string | null;
  userAgent: string | null;
  /** The languages that the browser asks for. */
  languages: string | null;
  city: string | null;
  /** An ISO 3166-1 code. */
  country: string | null;
  requestId: string;
  /** The cookies by which the browser is known, its device cookies by user id. Never recorded. */
  bears?: {
    refreshToken: string | null;
    accessToken: string | null;
    devices: Record<string, string>;
    /** The mark of the registration that it made. */
    registration: string | null;
  };
};

const HEADER_LENGTH = 512;
/** An address in any spelling, without a zone, which may hold any text. */
const ADDRESS = /^[0-9A-Fa-f.:]{2,45}$/;

/** Reads the client's traits from a request. `cf` is absent on sockets that do not pass Cloudflare. */
export function clientInfo(c: Context): ClientInfo {
  const cf = (c.req.raw as Request<unknown, Partial<IncomingRequestCfProperties>>).cf;
  return {
    ipAddress: knownAddress(c.req.header('CF-Connecting-IP')),
    userAgent: c.req.header('User-Agent')?.slice(0, HEADER_LENGTH) ?? null,
    languages: c.req.header('Accept-Language')?.slice(0, HEADER_LENGTH) ?? null,
    city: plausibleCity(cf?.city),
    country: knownCountry(cf?.country),
    requestId: c.get('requestId') ?? '',
    bears: {
      // Whatever its name: what is made of it is judged by its signature.
      refreshToken: readRefreshCookie(c, () => true),
      accessToken: readAccessCookie(c),
      devices: readDeviceCookies(c),
      registration: readRegistrationCookie(c),
    },
  };
}

/**
 * Where a request came from in words for a mail: "Firefox on Linux in Austria (203.0.113.7)". Holds an address and names from
 * closed lists, and nothing that the client could word itself.
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

/** Who acts where no client does, as mails name them. */
export const ADMINISTRATOR = 'an administrator';
export const OPERATOR = 'the command line';

/**
 * A description as it waits on the queue. One that {@link describeClient} would not answer, such as one from before a change
 * of its words, is an unknown browser from then on: no other text gets from a request into a mail.
 */
export const clientDescriptionSchema = z
  .string()
  .overwrite((text) => (isDescription(text) ? text : describeDevice(parseDevice(null))));

function isDescription(text: string): boolean {
  if (text === ADMINISTRATOR || text === OPERATOR) return true;
  const { client = '', address } =
    /^(?<client>.*?)(?: \((?<address>[\dA-Fa-f.:]+)\))?$/.exec(text)?.groups ?? {};
  if (address !== undefined && knownAddress(address) === null) return false;
  const [device = '', country, ...more] = client.split(' in ');
  return (
    more.length === 0 &&
    describesDevice(device) &&
    (country === undefined || isCountryName(country))
  );
}

function knownAddress(text: string | undefined): string | null {
  if (text === undefined || !ADDRESS.test(text)) return null;
  return shortenAddress(text) === null ? null : text;
}
