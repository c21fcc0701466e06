import { expect, test } from 'vitest'
import { addressKind, embeddedIpv4 } from './special-addresses.js'

test.each([
  ['0.0.0.0', 'this host'],
  ['0.255.255.255', 'this host'],
  ['10.0.0.1', 'private'],
  ['100.64.0.1', 'shared by carriers'],
  ['100.100.100.200', 'shared by carriers'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['168.63.129.16', 'metadata of a cloud'],
  ['169.254.169.254', 'link-local'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.192', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['192.88.99.1', 'a tunnel relay'],
  ['192.168.255.255', 'private'],
  ['198.18.0.1', 'benchmarking'],
  ['198.19.255.255', 'benchmarking'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.255', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['::', 'reserved'],
  ['::1', 'loopback'],
  ['::7f00:1', 'reserved'],
  ['::ffff:0:7f00:1', 'reserved'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['64:ff9b:1::1', 'reserved'],
  ['100::1', 'reserved'],
  ['2001::1', 'this host'],
  ['2001:2::1', 'reserved'],
  ['2001:10::1', 'reserved'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::1', 'loopback'],
  ['2002:a00:1::1', 'private'],
  ['2002:808:808::5efe:a00:1', 'private'],
  ['2002:a00:1::5efe:808:808', 'private'],
  ['2001:0:7f00:1::f7f7:f7f7', 'loopback'],
  ['2001:0:808:808::80ff:fffe', 'loopback'],
  ['2606:4700::5efe:a00:1', 'private'],
  ['2606:4700::200:5efe:7f00:1', 'loopback'],
  ['2001:db8::5efe:808:808', 'documentation'],
  ['3fff::1', 'documentation'],
  ['3fff::200:5efe:808:808', 'documentation'],
  ['5f00::1', 'reserved'],
  ['fc00::1', 'private'],
  ['fc00::5efe:808:808', 'private'],
  ['fd00:ec2::254', 'private'],
  ['fd00::5efe:808:808', 'private'],
  ['fd00::200:5efe:808:808', 'private'],
  ['fd00::5efe:a00:1', 'private'],
  ['fe80::1', 'link-local'],
  ['fe80::5efe:808:808', 'link-local'],
  ['fe80::200:5efe:808:808', 'link-local'],
  ['febf::1', 'link-local'],
  ['fec0::1', 'private'],
  ['fec0::5efe:808:808', 'private'],
  ['ff02::1', 'multicast'],
  ['ff02::5efe:808:808', 'multicast'],
  ['::5efe:808:808', 'reserved'],
  ['64:ff9b:1::5efe:808:808', 'reserved'],
  ['5f00::5efe:808:808', 'reserved'],
])('%s is not public: %s', (address, kind) => {
  expect(addressKind(address)).toBe(kind)
})

test.each([
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2606:4700::5efe:808:808',
  '2606:4700::200:5efe:808:808',
  '2a00:1450::1',
  '64:ff9b::808:808',
  '2002:808:808::1',
  '2002:808:808::5efe:808:808',
])('%s is public', (address) => {
  expect(addressKind(address)).toBeUndefined()
})

test('an IPv6 address tells which IPv4 addresses it carries', () => {
  expect(embeddedIpv4('64:ff9b::102:304')).toEqual(['1.2.3.4'])
  expect(embeddedIpv4('2002:102:304::')).toEqual(['1.2.3.4'])
  expect(embeddedIpv4('2001:0:102:304:0:0:fafb:fcfd')).toEqual(['1.2.3.4', '5.4.3.2'])
  expect(embeddedIpv4('2001:0:102:304:0:5efe:fafb:fcfd')).toEqual(['1.2.3.4', '5.4.3.2'])
  expect(embeddedIpv4('2606:4700::5efe:102:304')).toEqual(['1.2.3.4'])
  expect(embeddedIpv4('2002:102:304::5efe:506:708')).toEqual(['1.2.3.4', '5.6.7.8'])
  expect(embeddedIpv4('2606:4700::1')).toEqual([])
  expect(embeddedIpv4('1.2.3.4')).toEqual([])
})
