/**
 * The helper and everything around it under Wine: processes, streams, arguments, codes, jobs, handles, locks. Nothing is said
 * of files: Wine does not enforce their access lists.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingForWine, openWine, type Wine } from './wine.js'

const reason = missingForWine()
let wine: Wine
let absent = reason

beforeAll(async () => {
  if (reason !== undefined) return
  try {
    wine = await openWine()
  } catch (error) {
    absent = `there is no Wine with a Node.js: ${String(error).split('\n')[0]}`
  }
}, 180_000)
afterAll(async () => wine?.close(), 60_000)

/** One program of a guest file, and what it must report. */
function guest(title: string, file: string, words: readonly string[], expected: unknown): void {
  test(title, { timeout: 120_000 }, async ({ skip }) => {
    if (absent !== undefined) skip(absent)
    expect(await wine.run(file, ...words)).toEqual(expected)
  })
}

describe('commands', () => {
  guest(
    'end with their own codes',
    'commands.mjs',
    ['codes'],
    [
      [0, true],
      [37, true],
      [255, true],
      [0xc000013a, true],
      [0xffffffff, true],
    ],
  )
  guest('get their arguments as they were', 'commands.mjs', ['arguments'], [])
  guest('have megabytes in their streams, and see the end', 'commands.mjs', ['streams'], {
    same: true,
    stderr: 'the end',
    exitCode: 0,
  })
  guest('see their own environment, with advice about the network', 'commands.mjs', ['environment'], {
    ALL_PROXY: 'http://127.0.0.1:9',
    alpha: 'é=x',
    CARGO_NET_OFFLINE: 'true',
    CODEX_SANDBOX_NETWORK_DISABLED: '1',
    FTP_PROXY: 'http://127.0.0.1:9',
    GIT_SSH_COMMAND: 'cmd /c exit 1',
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NODE_USE_ENV_PROXY: '1',
    NPM_CONFIG_OFFLINE: 'true',
    PATH: 'deny-bin first',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INDEX: '1',
    SANDBOX: 'windows-token',
    SANDBOX_NETWORK: 'none',
    WS_PROXY: 'http://127.0.0.1:9',
    WSS_PROXY: 'http://127.0.0.1:9',
    Zeta: '1',
    GIT_ALLOW_PROTOCOL: '',
    NO_PROXY: '',
  })
  test('inherit their streams and nothing else', { timeout: 120_000 }, async ({ skip }) => {
    if (absent !== undefined) skip(absent)
    const found = await wine.run('commands.mjs', 'inherited', wine.build('handles.c'))
    expect(found).toEqual({ end: 'the end', ours: [] })
  })
  test('share nothing that they make but with the user', { timeout: 120_000 }, async ({ skip }) => {
    if (absent !== undefined) skip(absent)
    expect(await wine.run('commands.mjs', 'apart', wine.build('defaults.c'))).toEqual({
      user: expect.stringMatching(/^S-1-5-21-[\d-]+-1000$/),
      system: 'S-1-5-18',
      length: [3, 3],
      isOwn: true,
      own: expect.stringMatching(/^S-1-5-21(?:-\d+){4}$/),
    })
  })
  guest(
    'that cannot be started say why',
    'commands.mjs',
    ['unstartable'],
    [
      [127, false, 'COMMAND_NOT_FOUND'],
      [126, false, 'COMMAND_NOT_EXECUTABLE'],
      'BATCH_FILE',
      'PROGRAM_AMBIGUOUS',
    ],
  )
  guest('run under limits', 'commands.mjs', ['limits'], 5)
  guest(
    'run side by side in one workspace',
    'commands.mjs',
    ['many'],
    Array.from({ length: 5 }, (_, at) => `${at} ${at}`),
  )
})

describe('everything ends', () => {
  const mark = `mark-${process.pid}-${Date.now()}`
  const alive = [true, true]
  guest('with its helper', 'endings.mjs', ['killed', mark], {
    were: alive,
    sent: true,
    exitCode: 143,
    now: 'gone',
  })
  guest('with its command', 'endings.mjs', ['finished', mark], { exitCode: 3, now: 'gone' })
  guest('with whoever started it', 'endings.mjs', ['abandoned', mark], { were: alive, now: 'gone' })
  guest('whenever the helper is killed', 'endings.mjs', ['anytime', mark], 8)
  test('and nothing is left', ({ skip }) => {
    if (absent !== undefined) skip(absent)
    expect(wine.processesWith(mark)).toEqual([])
  })
})

describe('what is remembered', () => {
  guest('a kernel that fences nothing is refused', 'state.mjs', ['kernel'], 'WRITE_FENCE_ABSENT')
  guest('processes at once lose no capability', 'state.mjs', ['together'], {
    roots: [0, 1, 2, 3, 4],
    sids: 5,
  })
  guest('placeholders are there for the run, and cleaning leaves nothing', 'state.mjs', ['cleaned'], {
    during: '.agents .codex .git file sandbox.toml',
    states: [['whole', 0]],
    after: ['file'],
    report: [1, [], []],
    kept: [0, 0],
  })
  guest(
    'a process that dies over access lists leaves what can be cleaned',
    'state.mjs',
    ['interrupted'],
    Array(4).fill([0, 0, 0, 0]),
  )
  guest('a number that another process has now holds nothing', 'state.mjs', ['reused'], {
    own: [1, 0],
    others: [0, 1],
  })
  guest('descriptors are read, and replaced only where they are the same', 'state.mjs', ['descriptors'], {
    kinds: ['directory', 'directory', 'file', null],
    isRead: [true, true, true],
    changed: ['changed', 'changed', 'denied', 'done', 'missing'],
  })
})

guest(
  'the questions for a real Windows can be asked, and a fence that is not there is noticed',
  'verify.mjs',
  [],
  {
    asked: true,
    reading: 'all-but-read',
    work: ['write in the workspace', 'make, rename and remove in the workspace', 'read outside'],
    noticed: ['write outside', 'make a file outside'],
  },
)
