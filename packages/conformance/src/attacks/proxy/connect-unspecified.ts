import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-unspecified',
  tries: 'to reach the host by the address that means any',
  source: 'srt 4B.2: 0.0.0.0',
  program: request(String.raw`CONNECT 0.0.0.0:$PORT HTTP/1.1\r\nHost: 0.0.0.0:$PORT\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
