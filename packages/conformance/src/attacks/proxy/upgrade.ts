import { type Attack, arrived, either, leaked } from '../attack.js'
import { onlyProxy, request } from '../proxy-client.js'

export const attack: Attack = {
  id: 'proxy/upgrade',
  tries: 'to leave by a connection that changes its protocol',
  source: 'peers 4.2: WebSocket upgrade',
  program: request(
    String.raw`GET http://127.0.0.1:$PORT/$NONCE HTTP/1.1\r\nHost: 127.0.0.1:$PORT\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  ),
  succeeded: either(arrived, leaked),
  control: 'open-proxy',
  exempt: onlyProxy,
}
