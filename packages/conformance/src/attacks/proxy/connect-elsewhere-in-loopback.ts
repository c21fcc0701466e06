import { type Attack, arrived, either, leaked } from '../attack.js'
import { INSIDE, onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/connect-elsewhere-in-loopback',
  tries: 'to reach the host by another of its loopback addresses',
  source: 'codex 9.8: 127.0.0.2',
  program: request(String.raw`CONNECT 127.0.0.1:$PORT HTTP/1.1\r\nHost: allowed.example:443\r\n\r\n`, INSIDE),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
