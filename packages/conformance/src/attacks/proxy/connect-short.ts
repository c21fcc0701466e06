import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-short',
  tries: 'to spell the address of the host in two parts',
  source: 'srt 4B.2: 127.1',
  program: request(String.raw`CONNECT 127.1:$PORT HTTP/1.1\r\nHost: 127.1:$PORT\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
