import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/socks-name',
  tries: 'to have the proxy connect to a name, by SOCKS',
  source: 'SOCKS5 NUL byte (srt 5.1); RFC 1928',
  program: request(String.raw`\x05\x01\x00`, String.raw`\x05\x01\x00\x03\x09localhost$BYTES`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
