import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-loopback',
  tries: 'to have the proxy open a tunnel to a service of the host',
  source: 'claude-code issue 89165; CVE-2025-66479',
  program: request(String.raw`CONNECT 127.0.0.1:$PORT HTTP/1.1\r\nHost: 127.0.0.1:$PORT\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
