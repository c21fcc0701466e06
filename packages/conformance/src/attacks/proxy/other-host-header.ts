import { type Attack, arrived, either, leaked } from '../attack.js'
import { onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/other-host-header',
  tries: 'to name an allowed host in the header and another in the address',
  source: 'peers 4.2: Host mismatch',
  program: request(String.raw`GET http://127.0.0.1:$PORT/$NONCE HTTP/1.1\r\nHost: allowed.example\r\n\r\n`),
  succeeded: either(arrived, leaked),
  control: { none: 'our proxy refuses the form itself, whatever is allowed' },
  exempt: onlyProxy,
}
