import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/socks-address',
  tries: 'to have the proxy connect to an address, by SOCKS',
  source: 'srt 4B.2: SOCKS5 destinations',
  program: request(String.raw`\x05\x01\x00`, String.raw`\x05\x01\x00\x01\x7f\x00\x00\x01$BYTES`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
