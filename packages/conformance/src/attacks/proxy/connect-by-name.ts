import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-by-name',
  tries: 'to have the proxy open a tunnel to a name of the host',
  source: 'peers 4.2: localhost',
  program: request(String.raw`CONNECT localhost:$PORT HTTP/1.1\r\nHost: localhost:$PORT\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
