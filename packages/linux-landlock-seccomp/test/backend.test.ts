/** The backend as commands meet it: the real kernel, as root and as an ordinary user. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './place.js'
import { ATTEMPTS } from './support/attempts.js'
import { withManyDescriptors } from './support/descriptors.js'
import type { TestRules } from './support/place.js'
import type { PolicyOptions } from './support/profile.js'

describe.each(users)('as $name', (user) => {
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

  describe.each([true, false])('strict %s', (strict) => {
    test('what no kernel keeps is refused by name', () => {
      const rules = { '/': 'read' } as const
      expect(place.sh('true', rules, { strict, unixSockets: { '/run/x': 'allow' } }).refused).toMatchObject({
        code: 'UNIX_SOCKETS_NOT_ENFORCED',
      })
    })

    test('what this kernel keeps runs', () => {
      expect(place.sh('true', { '/': 'read' }, { strict }).exitCode).toBe(0)
    })
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
