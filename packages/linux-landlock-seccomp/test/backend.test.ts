/** The backend as commands meet it: the real kernel, as root and as an ordinary user. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './place.js'
import { ATTEMPTS } from './support/attempts.js'
import { withManyDescriptors } from './support/descriptors.js'
import { canConfine } from './support/landlock-abi.js'
import type { TestRules } from './support/place.js'
import type { PolicyOptions } from './support/profile.js'

/** Another kernel, made from this one: `landlock_create_ruleset` answers that it does not exist. */
const WITHOUT_LANDLOCK = [
  'python3',
  '-c',
  `
import ctypes, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x50000 | 38), (0x06, 0, 0, 0x7fff0000)]
code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
os.execvp(sys.argv[1], sys.argv[1:])`,
]

describe.skipIf(!canConfine).each(users)('as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const attempts = (script: string, rules: TestRules, options: PolicyOptions = {}) => {
    const result = place.sh(ATTEMPTS + script, rules, options)
    expect(result).toMatchObject({ exitCode: 0, started: true })
    return result.stdout.trim().split(/\s+/)
  }
  const writable = () => ({ '/': 'read', [place.workspace]: 'write' }) as const

  test('a read-only policy reads everything and writes nothing', () => {
    place.file(place.at('w/f'))
    expect(
      attempts('read_ f; write_ f; write_ new; write_ /tmp/x; read_ /etc/passwd; write_ /dev/null', {
        '/': 'read',
      }),
    ).toEqual(['yes', 'no', 'no', 'no', 'yes', 'yes'])
    expect(readFileSync(place.at('w/f'), 'utf8')).toBe('content\n')
  })

  test('no namespace can be made, though the policy lets other backends allow it', () => {
    const { stderr, exitCode } = place.sh('unshare --user true', writable(), { nested: true })
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/Operation not permitted/)])
  })

  test('devices are not read because everything else is, and can be listed', () => {
    const script = 'can sh -c ": < /dev/ptmx"; can sh -c ": < /dev/null"; list_ /dev; list_ /'
    expect(attempts(script, { '/': 'read' })).toEqual(['no', 'yes', 'yes', 'yes'])
  })

  test('with minimal reads nothing else can be opened', () => {
    place.file(place.at('secret'))
    expect(
      attempts('write_ f; read_ $BASE/secret; list_ /home; make_ /new; read_ /etc/passwd', {
        ':minimal': 'read',
        [place.workspace]: 'write',
      }),
    ).toEqual(['no', 'no', 'no', 'no', 'yes'])
  })

  test('a workspace is written below its first level, and its metadata stays closed, present or missing', () => {
    place.file(place.at('w/.git/config'))
    place.file(place.at('w/src/code'))
    place.file(place.at('w/file'))
    expect(
      attempts(
        'write_ src/new; write_ src/code; write_ file; read_ .git/config; write_ .git/config; write_ .git/new; make_ .codex; write_ new; can mv .git src/git; can mv src x',
        writable(),
        { protectedNames: ['.git', '.codex'] },
      ),
    ).toEqual(['yes', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no', 'no', 'no'])
    expect(readdirSync(place.workspace).sort()).toEqual(['.git', 'file', 'src'])
    expect(readdirSync(place.at('w/.git'))).toEqual(['config'])
  })

  test('write, deny, write: the innermost is open, the middle is not', () => {
    place.file(place.at('w/a/secret'))
    place.file(place.at('w/a/b/inner'))
    place.directory(place.at('w/a/b/c'))
    const rules = { ...writable(), [place.at('w/a')]: 'deny', [place.at('w/a/b')]: 'write' } as const
    expect(attempts('list_ a; read_ a/secret; make_ a/x; read_ a/b/inner; write_ a/b/c/new', rules)).toEqual([
      'no',
      'no',
      'no',
      'yes',
      'yes',
    ])
  })

  test('matches of deny globs, and what they lead to, are closed', () => {
    for (const path of ['w/.env', 'w/deep/er/.env', 'w/deep/er/env', 'home/real']) place.file(place.at(path))
    place.link(place.at('w/deep/link.env'), place.at('home/real'))
    const rules = { ...writable(), [`${place.workspace}/**/*.env`]: 'deny' } as const
    expect(
      attempts(
        'read_ .env; read_ deep/er/.env; read_ deep/er/env; read_ deep/link.env; read_ $BASE/home/real; can mv deep/er/.env deep/er/x',
        rules,
      ),
    ).toEqual(['no', 'no', 'yes', 'no', 'no', 'no'])
  })

  test('a denied file answers that permission is denied', () => {
    place.file(place.at('w/s'))
    const { stderr } = place.sh('cat s; echo > s; rm s; mv s t', { ...writable(), [place.at('w/s')]: 'deny' })
    expect(stderr.match(/Permission denied/g)).toHaveLength(4)
    expect(readFileSync(place.at('w/s'), 'utf8')).toBe('content\n')
  })

  test('the places where a later run keeps its records cannot be changed', () => {
    const script = `for d in $XDG_RUNTIME_DIR/sandbox /tmp/.sandbox-${user.uid} /run/sandbox; do
      write_ $d/probes.json; make_ $d/runs; make_ $d; can mv $d $d.x; done`
    const rules = { '/': 'write' } as const
    expect(new Set(attempts(script, rules))).toEqual(new Set(['no']))
  })

  test('the command is told where it runs', () => {
    const { stdout } = place.sh('env', { '/': 'read' })
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'SANDBOX=linux-landlock-seccomp',
        'SANDBOX_NETWORK=none',
        'CODEX_SANDBOX_NETWORK_DISABLED=1',
      ]),
    )
    expect(place.sh('env', { '/': 'read' }, { egress: 'full' }).stdout).not.toContain('CODEX_SANDBOX')
  })

  test('exit codes: its own, not found, not executable, killed by a signal', () => {
    place.file(place.at('w/plain'))
    const rules = { '/': 'read' } as const
    expect(place.sh('exit 7', rules)).toMatchObject({ exitCode: 7, started: true })
    expect(place.run(['no-such-program'], rules)).toMatchObject({
      exitCode: 127,
      started: false,
      error: { code: 'COMMAND_NOT_FOUND' },
    })
    expect(place.run(['./plain'], rules)).toMatchObject({
      exitCode: 126,
      error: { code: 'COMMAND_NOT_EXECUTABLE' },
    })
    expect(place.sh('kill -TERM $$', rules)).toMatchObject({ exitCode: 143, started: true })
  })

  test('the working directory must be readable', () => {
    expect(place.sh('true', { ':minimal': 'read' })).toMatchObject({ refused: { code: 'CWD_NOT_READABLE' } })
  })

  test('open files, directories and sockets of the caller do not reach the command', () => {
    const { command, environment, cwd } = place.driverCall(['sh', '-c', 'ls /proc/self/fd'], { '/': 'read' })
    const [file = '', ...args] = withManyDescriptors(command)
    const run = spawnSync(file, args, {
      uid: user.uid,
      gid: user.uid,
      env: environment,
      cwd,
      encoding: 'utf8',
    })
    expect(JSON.parse(run.stdout)).toMatchObject({ stdout: '0\n1\n2\n3\n' })
  })

  test('the command holds no capability and cannot gain privileges', () => {
    const { stdout } = place.sh('grep -E "Cap(Inh|Prm|Eff|Amb)|NoNewPrivs|Seccomp:" /proc/self/status', {
      '/': 'read',
    })
    expect(stdout.replaceAll(/\s+/g, ' ').trim()).toBe(
      ['Inh', 'Prm', 'Eff', 'Amb'].map((set) => `Cap${set}: 0000000000000000 `).join('') +
        'NoNewPrivs: 1 Seccomp: 2',
    )
  })

  test('processes outside can be seen, and neither signalled nor looked into', () => {
    const script = `can ls /proc/${process.pid}; can kill -0 ${process.pid}; read_ /proc/${process.pid}/environ
      can kill -0 $PPID; read_ /proc/$PPID/environ; can readlink /proc/$PPID/fd/0`
    expect(attempts(script, { '/': 'read' })).toEqual(['yes', 'no', 'no', 'no', 'no', 'no'])
  })

  test('what namespaces would keep inside is refused: limits of other processes, System V IPC, message queues', () => {
    const script = `
import ctypes, os, resource, sys
libc = ctypes.CDLL(None, use_errno=True)
def told(result): print('ok' if result >= 0 else os.strerror(ctypes.get_errno()))
core = (ctypes.c_ulong * 2)(0, 0)
told(libc.prlimit(int(sys.argv[1]), resource.RLIMIT_CORE, core, None))
told(libc.prlimit(0, resource.RLIMIT_CORE, core, None))
told(libc.shmget(0x5a4d, 4096, 0o1600))
told(libc.semget(0, 1, 0o600))
told(libc.msgget(0, 0o600))
told(libc.syscall(${process.arch === 'x64' ? 240 : 180}, b'sandbox-test', os.O_RDWR | os.O_CREAT, 0o600, None))`
    for (const egress of ['none', 'full'] as const) {
      const run = place.run(['python3', '-c', script, String(process.pid)], { '/': 'read' }, { egress })
      const refused = 'Operation not permitted'
      expect(run.stdout.trim().split('\n')).toEqual([refused, 'ok', refused, refused, refused, refused])
    }
  })

  test('the report names every mechanism, and what is missing without namespaces', () => {
    const { parts } = place.sh('true', writable()).enforcement
    const levels = Object.fromEntries(parts.map(({ mechanism, level }) => [mechanism, level]))
    expect(levels).toMatchObject({
      'landlock-files': 'partial',
      'system-call-filter': 'full',
      'no-capabilities': 'full',
      'mount-namespace': 'none',
      'pid-namespace': 'none',
      'ipc-namespace': 'none',
      'network-namespace': 'none',
      'end-of-run': 'partial',
    })
    for (const { level, missing } of parts) expect(missing === undefined).toBe(level === 'full')
  })

  test('a kernel without Landlock is named, with what to do', () => {
    expect(place.sh('touch new', writable(), { host: WITHOUT_LANDLOCK }).refused).toMatchObject({
      code: 'LANDLOCK_MISSING',
      hint: expect.stringContaining('lsm=landlock'),
    })
    expect(readdirSync(place.workspace)).toEqual([])
  })

  test('what an older Landlock cannot keep is refused, or put up with by a word and told', () => {
    place.file(place.at('w/f'))
    place.sh('true', writable())
    const cache = place.at('run/sandbox/probes.json')
    const answers = JSON.parse(readFileSync(cache, 'utf8')) as Record<string, unknown>
    const asked = Object.keys(answers).find((question) => question.startsWith('landlock ')) ?? ''
    place.file(cache, JSON.stringify({ ...answers, [asked]: 2 }))
    expect(place.sh('true', { '/': 'read' }).refused).toMatchObject({
      code: 'LANDLOCK_CANNOT_KEEP',
      message: expect.stringContaining('cut to nothing'),
    })
    const run = place.sh(': > f', { '/': 'read' }, { strict: false })
    expect(run.stderr).toMatch(/Permission denied/)
    expect(run.enforcement.parts).toContainEqual(
      expect.objectContaining({
        mechanism: 'landlock-files',
        level: 'partial',
        missing: expect.stringContaining('truncate'),
      }),
    )
    // Not strict is not careless: what has no word stays refused.
    expect(
      place.sh('true', { '/': 'read' }, { strict: false, unixSockets: { '/run/x': 'allow' } }).refused,
    ).toMatchObject({ code: 'UNIX_SOCKETS_NOT_ENFORCED' })
  })

  test('where user namespaces are off it works all the same', () => {
    const host = [
      ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
      'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
      'sh',
    ]
    place.directory(place.at('w/d'))
    expect(
      attempts('can unshare --user true; write_ d/x; write_ $BASE/home/x; read_ /etc/passwd', writable(), {
        host,
      }),
    ).toEqual(['no', 'yes', 'no', 'yes'])
    expect(existsSync(place.at('w/d/x'))).toBe(true)
  })
})
