/** Links that one command leaves for the next, under the name of a socket that the policy lists. */

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Place } from './place.js'

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

test.skipIf(process.platform !== 'linux').each([
  ['none', 'linux-bwrap'],
  ['full', 'linux-bwrap'],
  ['full', 'linux-landlock-seccomp'],
] as const)('with network mode %s, %s refuses them', async (mode, backend) => {
  place.file('work/sub/file', '')
  const listed = join(place.workspace, 'sub/app.sock')
  const network = { mode, unix_sockets: { [listed]: 'allow' } } as const
  const options = { backend, network, strict: false }
  const sandbox = await place.sandbox(options)
  await sandbox.exec('ln', ['-s', '/run/docker.sock', 'sub/app.sock'])
  const refused = {
    code: 'SOCKET_THROUGH_WRITABLE_LINK',
    message: expect.stringContaining('/run/docker.sock'),
  }
  await expect(sandbox.exec('true')).rejects.toMatchObject(refused)
  await expect(place.sandbox(options)).rejects.toMatchObject(refused)
})
