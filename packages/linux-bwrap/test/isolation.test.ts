/** What other processes of the user offer on this machine, asked from inside: none of it is within reach. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ARCHITECTURES, type Arch } from '../../linux-landlock-seccomp/src/architecture.js'
import { TestPlace, users } from './sandbox.js'

const { keyctl, add_key } = ARCHITECTURES[process.arch as Arch].calls
const hasPython = spawnSync('python3', ['-c', '0']).status === 0

/** Prints `ok` when the statement worked, else the name of the error. */
const attempt = (statement: string) => `
import ctypes, errno, mmap, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(result):
    if result < 0: raise OSError(ctypes.get_errno(), '')
try:
    ${statement}
    print('ok')
except OSError as e:
    print(errno.errorcode.get(e.errno, e.errno))`

describe.skipIf(!hasPython).each(users)('as $name (needs python3)', (user) => {
  let place: TestPlace
  let helpers: ChildProcess[]
  beforeEach(() => {
    place = new TestPlace(user)
    helpers = []
  })
  afterEach(() => {
    for (const helper of helpers) helper.kill('SIGKILL')
    place.remove()
  })

  /** The answer inside; `outside` must be `ok`, or the attempt would prove nothing. */
  const inside = (statement: string, egress: 'none' | 'full') => {
    const command = ['python3', '-c', attempt(statement)]
    const run = place.run(command, { '/': 'read', [place.workspace]: 'write' }, { egress })
    return run.stdout.trim() || run.stderr
  }
  const outside = (statement: string) =>
    execFileSync('python3', ['-c', attempt(statement)], {
      encoding: 'utf8',
      uid: user.uid,
      gid: user.uid,
    }).trim()

  /** A process of the same user that offers something and waits. */
  async function offer(statement: string): Promise<void> {
    const helper = spawn(
      'python3',
      ['-c', `${attempt(statement)}\nimport sys, time\nsys.stdout.flush()\ntime.sleep(1000)`],
      {
        uid: user.uid,
        gid: user.uid,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    helpers.push(helper)
    const [line] = (await once(helper.stdout ?? helper, 'data')) as [Buffer]
    expect(line.toString().trim()).toBe('ok')
  }

  test('an abstract socket', async () => {
    const name = `sandbox-test-${process.pid}-${user.uid}`
    await offer(`s = socket.socket(socket.AF_UNIX); s.bind('\\0${name}'); s.listen()`)
    const connect = `socket.socket(socket.AF_UNIX).connect('\\0${name}')`
    expect(outside(connect)).toBe('ok')
    expect(inside(connect, 'none')).toBe('EPERM')
    expect(inside(connect, 'full')).toBe('EPERM')
  })

  test('a datagram socket in a readable place', async () => {
    const path = place.at('home/datagrams')
    await offer(`s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind('${path}')`)
    const send = `socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', '${path}')`
    expect(outside(send)).toBe('ok')
    expect(inside(send, 'none')).toBe('EPERM')
    const pair = `a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM); a.sendto(b'x', '${path}')`
    expect(inside(pair, 'none')).toBe('EPERM')
  })

  test('shared memory and message queues of System V', async () => {
    const key = 0x5a000000 + (process.pid & 0xffff) * 2 + (user.uid === 0 ? 0 : 1)
    await offer(`i = libc.shmget(${key}, 4096, 0o1600); call(i)`)
    const find = `call(libc.shmget(${key}, 4096, 0o600))`
    try {
      expect(outside(find)).toBe('ok')
      expect(inside(find, 'none')).toBe('ENOENT')
      expect(inside(find, 'full')).toBe('ENOENT')
    } finally {
      outside(`i = libc.shmget(${key}, 4096, 0o600); call(libc.shmctl(i, 0, None))`)
    }
  })

  test('POSIX shared memory and message queues', async () => {
    const name = `sandbox-test-${process.pid}-${user.uid}`
    await offer(
      `call(libc.shm_open(b'/${name}', os.O_CREAT | os.O_RDWR, 0o600)); call(libc.mq_open(b'/${name}', os.O_CREAT | os.O_RDWR, 0o600, None))`,
    )
    const memory = `call(libc.shm_open(b'/${name}', os.O_RDWR, 0))`
    const queue = `call(libc.mq_open(b'/${name}', os.O_RDWR))`
    try {
      expect([outside(memory), outside(queue)]).toEqual(['ok', 'ok'])
      for (const egress of ['none', 'full'] as const) {
        expect([inside(memory, egress), inside(queue, egress)]).toEqual(['ENOENT', 'ENOENT'])
      }
    } finally {
      outside(`libc.shm_unlink(b'/${name}'); libc.mq_unlink(b'/${name}')`)
    }
  })

  test('the keyrings of the user', () => {
    for (const egress of ['none', 'full'] as const) {
      // KEYCTL_GET_KEYRING_ID of the user's own, and adding a key to it.
      expect(inside(`call(libc.syscall(${keyctl}, 0, -4, 0))`, egress)).toBe('EPERM')
      expect(inside(`call(libc.syscall(${add_key}, b'user', b'x', b'y', 1, -4))`, egress)).toBe('EPERM')
    }
  })

  test('the processes of the user, by signal and by name', async () => {
    await offer('pass')
    const [helper] = helpers
    const signal = `os.kill(${helper?.pid}, 0)`
    expect(outside(signal)).toBe('ok')
    expect(inside(signal, 'full')).toBe('ESRCH')
    expect(inside(`open('/proc/${helper?.pid}/cmdline')`, 'full')).toBe('ENOENT')
  })
})
