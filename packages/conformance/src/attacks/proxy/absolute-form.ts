import { type Attack, arrived, either, leaked } from '../attack.js'
import { onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/absolute-form',
  tries: 'to have the proxy fetch something from a service of the host',
  source: 'srt 4B.2: request targets',
  program: request(String.raw`GET http://127.0.0.1:$PORT/$NONCE HTTP/1.1\r\nHost: 127.0.0.1:$PORT\r\n\r\n`),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
