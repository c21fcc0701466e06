/** A launcher that is gone by the time its listener is taken. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startEgress } from '../src/egress.js'

test('a launcher that has gone before its listener is taken harms nobody', async () => {
  const egress = await startEgress({
    mode: 'proxy',
    domains: [],
    unixSockets: {},
    limited: false,
    allowLocalBinding: false,
    socks5: true,
  })
  onTestFinished(() => egress.close())
  const child: ChildProcess = fork('/dev/null')
  await once(child, 'exit')
  expect(child.connected).toBe(false)
  egress.serve(child, () => {})
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  expect(() => child.emit('message', {}, listener)).not.toThrow()
})
