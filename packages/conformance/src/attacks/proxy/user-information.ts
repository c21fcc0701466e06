import { type Attack, arrived, either, leaked } from '../attack.js'
import { onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/user-information',
  tries: 'to put an allowed host where the name of a user belongs',
  source: 'srt 4B.2: userinfo',
  program: request(
    String.raw`GET http://allowed.example:80@127.0.0.1:$PORT/$NONCE HTTP/1.1\r\nHost: allowed.example\r\n\r\n`,
  ),
  succeeded: either(arrived, leaked),
  control: { none: 'our proxy refuses the form itself, whatever is allowed' },
  exempt: onlyProxy,
}
