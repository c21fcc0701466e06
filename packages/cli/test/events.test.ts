/** `--events`, and sockets on the command line. */

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMAND, Place, users } from './place.js'

describe.each(users)('as $name', (user) => {
  let place: Place
  let file: string
  beforeEach(() => {
    place = new Place(user)
    file = join(place.directory, 'events')
  })
  afterEach(() => place.remove())

  const events = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  test('start and exit, in a file of the user alone', () => {
    const { exitCode, stderr } = place.sandbox('--events', file, 'sh', '-c', 'exit 3')
    expect([exitCode, stderr]).toEqual([3, ''])
    expect(events()).toMatchObject([
      {
        type: 'start',
        command: ['sh', '-c', 'exit 3'],
        cwd: place.workspace,
        profile: ':workspace',
        backend: 'linux-bwrap',
        network: 'none',
      },
      { type: 'exit', code: 3 },
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('a second run adds to the file', () => {
    for (const code of [0, 1]) place.sandbox('--events', file, 'sh', '-c', `exit ${code}`)
    expect(events().map(({ type, code }) => [type, code])).toEqual([
      ['start', undefined],
      ['exit', 0],
      ['start', undefined],
      ['exit', 1],
    ])
  })

  test('what an earlier command left in the place of the file is not written to', () => {
    const other = place.file('work/other', 'kept')
    const plants: Record<string, () => void> = {
      link: () => symlinkSync(other, file),
      name: () => linkSync(other, file),
      pipe: () => void spawnSync('mkfifo', [file]),
    }
    for (const plant of Object.values(plants)) {
      plant()
      const { exitCode, stdout, stderr } = place.sandbox('--events', file, 'echo', 'ran')
      expect({ exitCode, stdout }).toEqual({ exitCode: 125, stdout: '' })
      expect(stderr).toMatch(/EVENTS_UNWRITABLE/)
      rmSync(file)
    }
    expect(readFileSync(other, 'utf8')).toBe('kept')
  })

  test('a limit is a denial', () => {
    const policy = place.file(
      'mine.toml',
      'default_permissions = "mine"\n[permissions.mine]\nextends = ":workspace"\nlimits = { output = "1KB" }\n',
    )
    const { exitCode } = place.sandbox(
      '--policy',
      policy,
      '--events',
      file,
      'head',
      '-c',
      '9999',
      '/dev/zero',
    )
    expect(events()).toMatchObject([
      { type: 'start', profile: 'mine' },
      { type: 'denial', kind: 'limit', rule: 'limits.output' },
      { type: 'exit', code: exitCode },
    ])
  })

  test('so is a timeout', () => {
    expect(place.sandbox('--timeout', '100ms', '--events', file, 'sleep', '1000').exitCode).toBe(143)
    expect(events()).toMatchObject([
      { type: 'start' },
      { type: 'denial', kind: 'limit', subject: 'sleep', rule: 'limits.timeout' },
      { type: 'exit', code: 143 },
    ])
  })

  test('what the proxy refuses is a denial when it happens', () => {
    const ask = `require('http').get({ ...new URL(process.env.HTTP_PROXY), host: '127.0.0.1', port: 3128,
      path: 'http://a.example/', headers: { host: 'a.example' } }, (answer) => answer.resume())`
    place.sandbox('--network', 'proxy', '--events', file, 'node', '-e', ask)
    expect(events()).toMatchObject([
      { type: 'start', network: 'proxy' },
      { type: 'denial', kind: 'network', subject: 'a.example:80', reason: 'not_listed' },
      { type: 'exit', code: 0 },
    ])
  })

  test('a socket that is not listed is a denial', () => {
    const directory = join(place.directory, 'sockets')
    mkdirSync(directory)
    const server = createServer().listen(join(directory, 'other'))
    try {
      const connect = `require('net').connect(${JSON.stringify(join(directory, 'other'))}).on('error', () => {})`
      place.sandbox('--unix-socket', '/run/no-such.sock', '--events', file, 'node', '-e', connect)
    } finally {
      server.close()
    }
    expect(events()).toMatchObject([
      { type: 'start' },
      { type: 'denial', kind: 'network', subject: `unix:${join(directory, 'other')}` },
      { type: 'exit', code: 0 },
    ])
  })

  test('the name of a refused socket is one line, however it is made up', () => {
    const directory = join(place.directory, 'sockets')
    mkdirSync(directory)
    const server = createServer().listen(join(directory, 'a\nsandbox: b\x1b[31m'))
    try {
      const connect = `require('net').connect(${JSON.stringify(join(directory, 'a\nsandbox: b\x1b[31m'))}).on('error', () => {})`
      const words = ['--unix-socket', '/run/no-such.sock', '--log-denials', 'node', '-e', connect]
      expect(place.sandbox(...words).stderr).toContain('a\\nsandbox: b\\u001b[31m (')
    } finally {
      server.close()
    }
  })

  test('an open descriptor', () => {
    const descriptor = openSync(file, 'w')
    const options = {
      cwd: place.workspace,
      env: { PATH: process.env.PATH, HOME: place.directory },
      uid: user.uid,
    }
    const script = 'ls /proc/self/fd | wc -l'
    const run = spawnSync(process.execPath, [COMMAND, '--events', 'fd:3', 'sh', '-c', script], {
      ...options,
      gid: user.uid,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', descriptor],
    })
    closeSync(descriptor)
    // The three streams, and the directory that is being read.
    expect(run.stdout).toBe('4\n')
    expect(events().map(({ type }) => type)).toEqual(['start', 'exit'])
  })

  test.each(['fd:99', '/no/such/directory/events', 'fd:x'])(
    '%s that cannot be written starts nothing',
    (target) => {
      mkdirSync(join(place.workspace, 'fd:x'))
      const { exitCode, stderr } = place.sandbox('--events', target, 'touch', 'started')
      expect(exitCode).toBe(125)
      expect(stderr).toContain('CLI_EVENTS_UNWRITABLE')
      expect(stderr).toContain(target)
    },
  )

  test('a pipe that nobody reads any more is told of, and the command goes on', () => {
    writeFileSync(file, '')
    chmodSync(file, 0o666)
    const full = '/dev/full'
    const { exitCode, stdout, stderr } = place.sandbox('--events', full, 'echo', 'done')
    expect([exitCode, stdout]).toEqual([0, 'done\n'])
    expect(stderr).toMatch(/no more events are written to \/dev\/full: ENOSPC/)
  })
})
