/** Hosts that are allowed on the command line. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Output, Place } from './place.js'

const ASK = `
const { hostname, port } = new URL(process.env.http_proxy)
require('http').get({ host: hostname, port, path: process.argv[1], headers: { host: new URL(process.argv[1]).host } }, (answer) => {
  answer.resume().on('end', () => console.log(answer.statusCode))
})`

let place: Place
let server: Server
let authority: string
beforeEach(async () => {
  place = new Place()
  server = createServer((_, answer) => answer.end('ok'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  place.remove()
  await new Promise((closed) => server.close(closed))
})

/** Not waited for synchronously: the server is in this process. */
async function ask(...options: readonly string[]): Promise<Output> {
  const child = place.start(...options, 'node', '-e', ASK, `http://${authority}/`)
  const streams = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)))
  const [[exitCode], stdout = '', stderr = ''] = await Promise.all([once(child, 'close'), ...streams])
  return { exitCode, stdout, stderr }
}

test('an allowed address is reached, another one refused', async () => {
  expect(await ask('--allow-domain', authority)).toMatchObject({ exitCode: 0, stdout: '200\n', stderr: '' })
  expect(await ask('--network', 'proxy')).toMatchObject({ exitCode: 0, stdout: '403\n', stderr: '' })
})

test('a denied one is refused although another option allows it', async () => {
  const { stdout } = await ask('--allow-domain', '*', '--deny-domain', '127.0.0.1')
  expect(stdout).toBe('403\n')
})

test('refusals are told at the end when that is asked for', async () => {
  const { stdout, stderr } = await ask('--network', 'proxy', '--log-denials')
  expect([stdout, stderr]).toEqual(['403\n', `sandbox: denied: ${authority} (not_listed)\n`])
})
