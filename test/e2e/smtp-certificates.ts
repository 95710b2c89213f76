import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const OPENSSL = process.env.OPENSSL ?? 'openssl';

/** A key and its self-signed certificate, as PEM. */
export type Certificate = { key: string; cert: string };

/** Makes a certificate for a host, valid for a day, with the files of openssl in `folder`. */
export function makeCertificate(folder: string, name: string, host: string): Certificate {
  const [keyFile, certFile] = ['key', 'cert'].map((part) => path.join(folder, `${name}.${part}`));
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1'.split(' ');
  execFileSync(
    OPENSSL,
    [
      ...request,
      ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
      ...['-keyout', keyFile ?? '', '-out', certFile ?? ''],
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(keyFile ?? '', 'utf8'), cert: readFileSync(certFile ?? '', 'utf8') };
}
