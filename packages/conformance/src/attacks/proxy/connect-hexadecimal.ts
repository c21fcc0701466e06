import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-hexadecimal',
  tries: 'to spell the address of the host in hexadecimal',
  source: 'srt 4B.2: numeric spellings',
  program: request(String.raw`CONNECT 0x7f000001:$PORT HTTP/1.1\r\nHost: 0x7f000001:$PORT\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
