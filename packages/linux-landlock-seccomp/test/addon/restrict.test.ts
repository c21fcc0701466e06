/** What a restricted child may do, and that it is not executed when a restriction fails; as root and as another user. */

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Restrictions } from '../../src/addon/index.js'
import { buildFilter } from '../../src/index.js'
import { shell, theAddon, thrownBy } from './ground.js'
import {
  FS,
  filterThatRefuses,
  ground,
  identities,
  LIMIT,
  NET,
  READ,
  restricted,
  restrictions,
} from './restricted.js'

const addon = theAddon()
const features = addon.features()
describe.skipIf(features.landlockAbi === 0).each(identities)('as $name', ({ uid }) => {
  test('files outside the rules can be neither read nor written, those inside can', async () => {
    const { inside, outside } = ground()
    const rules = { paths: [{ path: inside, access: READ | FS.writeFile | FS.makeReg }] }
    const script = `
      cat ${inside}/file && echo new > ${inside}/made && cat ${inside}/made
      cat ${outside}/file 2>/dev/null || echo unread
      (echo x > ${outside}/file) 2>/dev/null || echo unwritten
      ls ${outside} >/dev/null 2>&1 || echo unlisted
    `
    expect(await restricted(uid, script, restrictions(rules))).toEqual([
      'content',
      'new',
      'unread',
      'unwritten',
      'unlisted',
      'end 0 null',
    ])
  })

  test('no privilege is gained any more, and the program cannot leave its rules', async () => {
    const { outside } = ground()
    const script = `grep NoNewPrivs /proc/self/status; sh -c 'cat ${outside}/file' 2>/dev/null || echo unread`
    expect(await restricted(uid, script, restrictions())).toEqual(['NoNewPrivs:\t1', 'unread', 'end 0 null'])
  })

  test('no descriptor of the ruleset remains', async () => {
    const script = 'ls /proc/$$/fd'
    expect(await restricted(uid, script, restrictions())).toEqual(['0', '1', '2', 'end 0 null'])
  })

  test('a program outside the rules is not executed', async () => {
    const { outside } = ground()
    const given = restrictions()
    const paths = given.ruleset.paths.filter(({ path }) => path !== '/usr')
    const without = { ...given, ruleset: { ...given.ruleset, paths } }
    expect(await restricted(uid, `cat ${outside}/file`, without)).toEqual(['failed execve EACCES /bin/sh'])
  })

  test('limits hold', async () => {
    const limits = [
      { resource: LIMIT.core, soft: 0, hard: 0 },
      { resource: LIMIT.nofile, soft: 32, hard: 64 },
      { resource: LIMIT.fsize, soft: 1024, hard: Number.POSITIVE_INFINITY },
    ]
    const script = 'ulimit -c; ulimit -Sn; ulimit -Hn; ulimit -Sf'
    const values = await restricted(uid, script, restrictions({}, { limits }))
    expect(values).toEqual(['0', '32', '64', '2', 'end 0 null'])
  })

  test.skipIf(!features.seccomp)('filters hold', async () => {
    const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
    const filters = [buildFilter({ egress: 'none', arch }), buildFilter({ egress: 'proxy', arch })]
    const script = 'grep -E "^Seccomp:" /proc/self/status; unshare -U true 2>/dev/null || echo refused'
    expect(await restricted(uid, script, restrictions({}, { filters }))).toEqual([
      'Seccomp:\t2',
      'refused',
      'end 0 null',
    ])
  })

  test.skipIf(features.landlockAbi < 4)('ports outside the rules cannot be connected or bound', async () => {
    const rules = { handledAccessNet: NET.bind | NET.connect, ports: [{ port: 9, access: NET.connect }] }
    const probe = (port: number) =>
      `node.connect(${port}, "127.0.0.1").once("error", (e) => console.log(${port}, e.code))`
    const script = `${process.execPath} -e '
      const node = require("node:net"); ${probe(9)}; ${probe(10)}
      node.createServer().once("error", (e) => console.log("bind", e.code)).listen(0, "127.0.0.1")'`
    const paths = [{ path: process.execPath, access: FS.execute | FS.readFile }]
    const lines = await restricted(uid, script, restrictions({ ...rules, paths }))
    expect(lines.sort()).toEqual(['10 EACCES', '9 ECONNREFUSED', 'bind EACCES', 'end 0 null'])
  })

  test.skipIf(features.landlockAbi < 6)('signals to processes outside are refused where scoped', async () => {
    const SIGNALS = 2
    const script = 'kill -0 $PPID 2>/dev/null || echo refused; kill -0 $$ && echo own'
    const lines = await restricted(uid, script, restrictions({ scoped: SIGNALS }))
    expect(lines).toEqual(['refused', 'own', 'end 0 null'])
  })

  describe('nothing is executed when', () => {
    const script = 'echo executed'

    test('a path is missing', async () => {
      const rules = { paths: [{ path: '/no/such', access: READ }] }
      expect(await restricted(uid, script, restrictions(rules))).toEqual(['failed openat2 ENOENT /no/such'])
    })

    test('a path leads over a symbolic link', async () => {
      const { root, inside } = ground()
      symlinkSync(inside, join(root, 'link'))
      const rules = { paths: [{ path: join(root, 'link'), access: READ }] }
      expect(await restricted(uid, script, restrictions(rules))).toEqual([
        `failed openat2 ELOOP ${join(root, 'link')}`,
      ])
    })

    test('a right is unknown to the kernel, or not handled', async () => {
      const unknown = restrictions({ handledAccessFs: 2 ** 50 })
      expect(await restricted(uid, script, unknown)).toEqual(['failed landlock_create_ruleset EINVAL'])
      const unhandled = restrictions({ handledAccessFs: FS.writeFile })
      expect(await restricted(uid, script, unhandled)).toEqual(['failed landlock_add_rule EINVAL /usr'])
    })

    test('a filter is malformed', async () => {
      const filters = [new Uint8Array(8).fill(0xff)]
      expect(await restricted(uid, script, restrictions({}, { filters }))).toEqual(['failed seccomp EINVAL'])
    })

    test('a filter allows everything but comes after one that refuses more filters', async () => {
      const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
      const SECCOMP = arch === 'arm64' ? 277 : 317
      const refuse = filterThatRefuses(SECCOMP)
      const filters = [refuse, buildFilter({ egress: 'full', arch })]
      expect(await restricted(uid, script, restrictions({}, { filters }))).toEqual(['failed seccomp EPERM'])
    })

    test('a limit cannot be set', async () => {
      const limits = [{ resource: LIMIT.nofile, soft: 64, hard: 32 }]
      expect(await restricted(uid, script, restrictions({}, { limits }))).toEqual(['failed prlimit64 EINVAL'])
    })

    test('a stream is not open', async () => {
      const given = { ...restrictions(), stdio: [0, 1, 2, 999] } as Restrictions
      expect(await restricted(uid, script, given)).toEqual(['failed dup3 EBADF'])
    })
  })
})

describe('a restriction that means nothing is refused', () => {
  const attempt = (given: object) =>
    thrownBy(() => addon.restrictAndExec({ ...shell(':'), ...restrictions(), ...given }, () => {}))

  test.each([
    ['no ruleset', { ruleset: undefined }],
    ['no filters', { filters: undefined }],
    ['no limits', { limits: undefined }],
    ['an empty filter', { filters: [new Uint8Array()] }],
    ['half an instruction', { filters: [new Uint8Array(12)] }],
    ['a filter that is too long', { filters: [new Uint8Array(4097 * 8)] }],
    ['a filter of words', { filters: [new Uint16Array(8)] }],
    ['an unknown resource', { limits: [{ resource: 16, soft: 0, hard: 0 }] }],
    ['a negative limit', { limits: [{ resource: 1, soft: -1, hard: 0 }] }],
    ['minus infinity', { limits: [{ resource: 1, soft: Number.NEGATIVE_INFINITY, hard: 0 }] }],
    ['a relative path', { ruleset: { ...restrictions().ruleset, paths: [{ path: 'x', access: 1 }] } }],
    ['a port that is none', { ruleset: { ...restrictions().ruleset, ports: [{ port: 65_536, access: 1 }] } }],
  ])('%s', (_, given) => {
    expect(attempt(given)).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' })
  })
})
