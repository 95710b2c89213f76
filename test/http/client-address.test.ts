import { describe, expect, it } from 'vitest';
import { shortenAddress } from '../../src/http/client-address.ts';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1234:5678:9abc:def0:1:2', '2001:db8:1234::/48'],
    ['2001:DB8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['', null],
    ['hunter2', null],
    ['203.0.113.77, 10.0.0.1', null],
    ['dead:beef', null],
  ])('of %j is %j', (address, network) => {
    expect(shortenAddress(address)).toBe(network);
  });

  it('is null without an address', () => {
    expect(shortenAddress(null)).toBeNull();
  });
});
