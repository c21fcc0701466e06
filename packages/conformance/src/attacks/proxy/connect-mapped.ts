import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-mapped',
  tries: 'to spell the address of the host as one of IPv6',
  source: 'srt 4B.2: IPv4-mapped addresses',
  program: request(
    String.raw`CONNECT [::ffff:127.0.0.1]:$PORT HTTP/1.1\r\nHost: [::ffff:127.0.0.1]:$PORT\r\n\r\n`,
    INSIDE,
  ),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
