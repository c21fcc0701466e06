import { type Attack, arrived, either, leaked } from '../attack.js'
import { onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/second-request',
  tries: 'to ask for another host on a connection that is open already',
  source: 'srt 4B.2: keep-alive',
  program: request(
    String.raw`GET http://allowed.example/ HTTP/1.1\r\nHost: allowed.example\r\n\r\n`,
    String.raw`GET http://127.0.0.1:$PORT/$NONCE HTTP/1.1\r\nHost: allowed.example\r\n\r\n`,
  ),
  succeeded: either(arrived, leaked),
  control: { none: 'our proxy refuses the form itself, whatever is allowed' },
  exempt: onlyProxy,
}
