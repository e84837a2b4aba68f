import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { addressGroup, isOwnOrigin, panelAddresses } from '../../src/panel/addresses.ts';

const common = { mac: '00:00:00:00:00:00', cidr: null, internal: false };
const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  ...common,
  family: 'IPv4',
  address,
  netmask: '255.255.255.0',
  internal,
});
const v6 = (address: string): NetworkInterfaceInfo => ({
  ...common,
  family: 'IPv6',
  address,
  netmask: 'ffff::',
  scopeid: 0,
});
const INTERFACES = {
  lo: [v4('127.0.0.1', true)],
  wlan0: [v4('192.168.1.7'), v6('fe80::1'), v6('2001:db8::7')],
  eth0: [v4('10.0.0.2')],
};

describe('the addresses of the panel', () => {
  it.each([
    ['127.0.0.1', 'http://localhost:4880/', []],
    ['0.0.0.0', 'http://localhost:4880/', ['http://192.168.1.7:4880/', 'http://10.0.0.2:4880/']],
    [
      '::',
      'http://localhost:4880/',
      ['http://192.168.1.7:4880/', 'http://[2001:db8::7]:4880/', 'http://10.0.0.2:4880/'],
    ],
    ['192.168.1.7', 'http://192.168.1.7:4880/', ['http://192.168.1.7:4880/']],
    ['127.0.0.2', 'http://127.0.0.2:4880/', []],
    ['::1', 'http://[::1]:4880/', []],
  ])('that listens on %s are %s on this computer and %j on the network', (host, url, network) => {
    expect(panelAddresses(host, 4880, INTERFACES)).toEqual({ url, network });
  });
});

describe('the check of the origin', () => {
  it.each([
    ['http://localhost:4880', true],
    ['http://192.168.1.7:4880', true],
    ['http://[2001:db8::7]:4880', true],
    ['http://studio:4880', true],
    ['http://studio.local:4880', true],
    ['http://other.local:4880', false],
    ['http://rebound.example:4880', false],
    ['null', false],
  ])('of a page at %s: %s', (origin, isAllowed) => {
    expect(isOwnOrigin(origin, origin.replace('http://', ''), 'Studio')).toBe(isAllowed);
  });

  it('rejects a page that was served from another origin', () => {
    expect(isOwnOrigin('http://192.168.1.8:4880', '192.168.1.7:4880', 'studio')).toBe(false);
    expect(isOwnOrigin('http://192.168.1.7:80', '192.168.1.7:4880', 'studio')).toBe(false);
  });
});

it.each([
  ['192.168.1.7', '192.168.1.7'],
  ['::ffff:192.168.1.7', '192.168.1.7'],
  ['::1', '::1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8::2', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, ''],
])('limits of %s are counted for %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
