import { describe, expect, it } from 'vitest';
import { faultOfBackChannelUri } from '../../../src/oauth/clients/back-channel-uri.ts';

const OURS = ['http://127.0.0.1:3000/out', 'http://[::1]:3000/out', 'http://localhost:3000/out'];

describe('an address that is to be called', () => {
  it.each([
    'https://app.example.com/out',
    'https://app.example.com:8443/out?tenant=1',
    'https://1app.example.com/out',
    'https://app.example.x1/out',
    'https://app.local.example.com/out',
  ])('may be %s', (uri) => {
    expect(faultOfBackChannelUri(uri, { isDevelopment: false })).toBeNull();
  });

  it.each([
    'http://app.example.com/out',
    'https://app.example.com/out#x',
    'https://user:pass@app.example.com/out',
    'https://127.0.0.1/out',
    'https://10.0.0.1/out',
    'https://169.254.169.254/latest',
    'https://0x7f000001/out',
    'https://2130706433/out',
    'https://[::1]/out',
    'https://[::ffff:10.0.0.1]/out',
    'https://[fd00::1]/out',
    'https://localhost/out',
    'https://app.localhost/out',
    'https://printer.local/out',
    'https://db.internal/out',
    'https://router.home.arpa/out',
    'https://intranet/out',
    'https://app.example.com./out',
    'https://app.example.com.:8443/out',
    'https://localhost.:8443/out',
    'https://db.internal.:8443/out',
    'com.example.app:/out',
    'com.example.app://app.example.com/out',
    'javascript:alert(1)',
  ])('is never %s', (uri) => {
    for (const isDevelopment of [true, false])
      expect(faultOfBackChannelUri(uri, { isDevelopment })).toMatch(/./);
  });

  it.each(OURS)('is %s in a development only', (uri) => {
    expect(faultOfBackChannelUri(uri, { isDevelopment: true })).toBeNull();
    expect(faultOfBackChannelUri(uri, { isDevelopment: false })).not.toBeNull();
  });
});
