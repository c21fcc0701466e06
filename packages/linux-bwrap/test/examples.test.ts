import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ATTEMPTS } from '../../linux-landlock-seccomp/test/support/attempts.js'
import { TestPlace, users } from './sandbox.js'

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  beforeEach(() => {
    place = new TestPlace(user)
  })
  afterEach(() => place.remove())

  const attempts = (script: string, rules: Parameters<TestPlace['sh']>[1], options = {}) => {
    const result = place.sh(ATTEMPTS + script, rules, options)
    expect([result.error?.message, result.exitCode, result.started]).toEqual([undefined, 0, true])
    return result.stdout.trim().split(/\s+/)
  }

  test('(a) a read-only policy reads everything and writes nothing', () => {
    place.file(place.at('w/f'))
    expect(
      attempts('read_ f; write_ f; write_ new; write_ /tmp/x; read_ /etc/passwd', { '/': 'read' }),
    ).toEqual(['yes', 'no', 'no', 'no', 'yes'])
    expect(readFileSync(place.at('w/f'), 'utf8')).toBe('content\n')
  })

  test('(b) a writable workspace keeps its metadata closed, present or missing', () => {
    place.file(place.at('w/.git/config'))
    const rules = { '/': 'read', [place.workspace]: 'write' } as const
    const protectedNames = ['.git', '.agents', '.codex']
    expect(
      attempts(
        'write_ f; read_ .git/config; write_ .git/config; write_ .git/hooks; make_ .codex; make_ .agents/x',
        rules,
        {
          protectedNames,
        },
      ),
    ).toEqual(['yes', 'yes', 'no', 'no', 'no', 'no'])
    expect(readdirSync(place.workspace).sort()).toEqual(['.git', 'f'])
    expect(readdirSync(place.at('w/.git'))).toEqual(['config'])
  })

  test('(c) a worktree can be written, its git directory elsewhere only read', () => {
    place.file(place.at('repo/.git/worktrees/x/HEAD'))
    place.file(place.at('w/.git'), `gitdir: ${place.at('repo/.git/worktrees/x')}\n`)
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('repo')]: 'write' } as const
    const git = `G=$BASE/repo/.git/worktrees/x; read_ $G/HEAD; write_ $G/HEAD; write_ $BASE/repo/file; write_ .git`
    expect(attempts(git, rules, { protectedNames: ['.git'] })).toEqual(['yes', 'no', 'yes', 'no'])
  })

  test('(d) with minimal reads nothing else is there, and the root cannot be written', () => {
    place.file(place.at('secret'))
    const rules = { ':minimal': 'read', [place.workspace]: 'write' } as const
    expect(
      attempts(
        'write_ f; read_ $BASE/secret; list_ /home; write_ /new; make_ /tmp; read_ /etc/passwd; list_ $BASE/run/sandbox',
        rules,
      ),
    ).toEqual(['yes', 'no', 'no', 'no', 'no', 'yes', 'no'])
  })

  test('(e) write, deny, write: the innermost is open, the middle is not', () => {
    place.file(place.at('w/a/secret'))
    place.file(place.at('w/a/b/inner'))
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('w/a')]: 'deny',
      [place.at('w/a/b')]: 'write',
    } as const
    expect(
      attempts('write_ f; list_ a; read_ a/secret; make_ a/x; read_ a/b/inner; write_ a/b/new', rules),
    ).toEqual(['yes', 'no', 'no', 'no', 'yes', 'yes'])
    expect(existsSync(place.at('w/a/b/new'))).toBe(true)
  })

  test('(f) a denied home with an open project inside', () => {
    place.file(place.at('home/secret'))
    place.file(place.at('home/proj/code'))
    const rules = { '/': 'read', [place.at('home')]: 'deny', [place.at('home/proj')]: 'write' } as const
    expect(
      attempts(
        'H=$BASE/home; list_ $H; read_ $H/secret; read_ $H/proj/code; write_ $H/proj/new; make_ $H/x',
        rules,
      ),
    ).toEqual(['no', 'no', 'yes', 'yes', 'no'])
  })

  test('(g) a denied directory and denied files below a glob', () => {
    place.file(place.at('home/.ssh/key'))
    place.file(place.at('w/.env'))
    place.file(place.at('w/deep/er/.env'))
    place.file(place.at('w/deep/er/env'))
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('home/.ssh')]: 'deny',
      [`${place.workspace}/**/.env`]: 'deny',
    } as const
    expect(
      attempts(
        'read_ .env; read_ deep/er/.env; write_ .env; read_ deep/er/env; read_ $BASE/home/.ssh/key',
        rules,
      ),
    ).toEqual(['no', 'no', 'no', 'yes', 'no'])
  })

  test('(h) a read-only path that does not exist cannot come into being', () => {
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/vendor/x')]: 'read' } as const
    expect(attempts('make_ vendor; make_ vendor/x; write_ vendor; write_ f', rules)).toEqual([
      'no',
      'no',
      'no',
      'yes',
    ])
    expect(readdirSync(place.workspace)).toEqual(['f'])
  })

  test('(i) a writable root writes wherever the user could', () => {
    expect(
      attempts('write_ $BASE/home/x; write_ f; can sh -c "echo 1 > /sys/kernel/x"', { '/': 'write' }),
    ).toEqual(['yes', 'yes', 'no'])
  })

  test('files and directories reopen three levels deep', () => {
    for (const path of ['w/1/2/3/4/f', 'w/1/2/s', 'w/1/file']) place.file(place.at(path))
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [place.at('w/1')]: 'deny',
      [place.at('w/1/file')]: 'write',
      [place.at('w/1/2')]: 'write',
      [place.at('w/1/2/3')]: 'deny',
      [place.at('w/1/2/3/4')]: 'write',
      [place.at('w/1/2/3/4/f')]: 'read',
    } as const
    expect(
      attempts(
        'list_ 1; write_ 1/file; write_ 1/2/s; list_ 1/2/3; write_ 1/2/3/4/new; read_ 1/2/3/4/f; write_ 1/2/3/4/f',
        rules,
      ),
    ).toEqual(['no', 'yes', 'yes', 'no', 'yes', 'yes', 'no'])
  })

  test('a denied file answers with an error, not with emptiness', () => {
    place.file(place.at('w/s'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/s')]: 'deny' } as const
    const { stderr } = place.sh('cat s; chmod 644 s; rm s; mv s t; echo > s', rules)
    expect(stderr).toMatch(/cat: s: Permission denied/)
    expect(stderr).toMatch(/chmod: .*Read-only file system/)
    expect(stderr).toMatch(/rm: .*busy/)
    expect(stderr).toMatch(/mv: .*busy/)
    expect(readFileSync(place.at('w/s'), 'utf8')).toBe('content\n')
  })

  test('a directory above a protected path cannot be renamed away; its other contents move freely', () => {
    place.file(place.at('w/a/b/s'))
    place.file(place.at('w/a/free'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/a/b/s')]: 'deny' } as const
    expect(
      attempts('can mv a c; can mv a/b a/c; can mv a/free free; can ln free a/b/linked; read_ a/b/s', rules),
    ).toEqual(['no', 'no', 'yes', 'yes', 'no'])
    expect(readdirSync(place.at('w/a'))).toEqual(['b'])
  })

  test('a link to a denied place cannot be replaced by something open', () => {
    place.file(place.at('home/secret/key'))
    place.link(place.at('w/link'), place.at('home/secret'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/link')]: 'deny' } as const
    expect(
      attempts('read_ link/key; can rm link; can mv link x; read_ $BASE/home/secret/key', rules),
    ).toEqual(['no', 'no', 'no', 'no'])
  })

  test('a glob match that is a link has its target closed', () => {
    place.file(place.at('home/real'))
    place.link(place.at('w/app.env'), place.at('home/real'))
    const rules = {
      '/': 'read',
      [place.workspace]: 'write',
      [`${place.workspace}/**/*.env`]: 'deny',
    } as const
    expect(attempts('read_ app.env; read_ $BASE/home/real', rules)).toEqual(['no', 'no'])
  })

  test('what did not exist is not there afterwards, after success, failure and a missing program', () => {
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/no/such')]: 'deny' } as const
    const options = { protectedNames: ['.git', '.codex'] }
    expect(place.sh('exit 0', rules, options).exitCode).toBe(0)
    expect(place.sh('exit 7', rules, options).exitCode).toBe(7)
    expect(place.run(['no-such-program'], rules, options)).toMatchObject({ exitCode: 127, started: false })
    expect(readdirSync(place.workspace)).toEqual([])
  })

  test('exit codes: not found, not executable, killed by a signal', () => {
    place.file(place.at('w/plain'))
    const rules = { '/': 'read' } as const
    expect(place.run(['no-such-program'], rules)).toMatchObject({
      exitCode: 127,
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

  test('a working directory through a link is entered at its real place', () => {
    place.directory(place.at('real'))
    place.link(place.at('alias'), place.at('real'))
    const rules = { '/': 'read', [place.at('real')]: 'write' } as const
    const { stdout } = place.sh('pwd; echo x > f', rules, { cwd: place.at('alias') })
    expect(stdout.trim()).toBe(place.at('real'))
    expect(readdirSync(place.at('real'))).toEqual(['f'])
  })

  test('an inherited descriptor does not reach the command', () => {
    expect(place.sh('ls /proc/self/fd | wc -l', { '/': 'read' }).stdout.trim()).toBe('4')
  })

  test('the command holds no capability and cannot gain privileges', () => {
    const { stdout } = place.sh('grep -E "Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs" /proc/self/status', {
      '/': 'read',
    })
    expect(stdout.replaceAll(/\s+/g, ' ').trim()).toBe(
      ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}: 0000000000000000 `).join('') +
        'NoNewPrivs: 1',
    )
  })

  test('a directory that an earlier command locked does not open what is closed in it', () => {
    place.file(place.at('w/conf/secret'))
    place.file(place.at('w/conf/x.env'))
    const denied = { '/': 'read', [place.workspace]: 'write', [place.at('w/conf/secret')]: 'deny' } as const
    const globbed = {
      '/': 'read',
      [place.workspace]: 'write',
      [`${place.workspace}/**/*.env`]: 'deny',
    } as const
    for (const [rules, secret] of [
      [denied, 'conf/secret'],
      [globbed, 'conf/x.env'],
    ] as const) {
      place.sh('chmod 0 conf', rules)
      expect(attempts(`can sh -c "chmod 755 conf && cat ${secret}"; read_ ${secret}`, rules)).toEqual([
        'no',
        'no',
      ])
      place.sh('chmod 755 conf', { '/': 'read', [place.workspace]: 'write' })
    }
  })

  test('a name that must stay missing cannot be made after the directory was locked', () => {
    place.directory(place.at('w/d'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/d/s')]: 'deny' } as const
    place.sh('chmod 555 d', rules)
    expect(attempts('can sh -c "chmod 755 d; mkdir d/s"; list_ d/s', rules)).toEqual(['no', 'no'])
  })

  test('a directory that the command locked leaves nothing of ours below it', () => {
    place.directory(place.at('w/a/b'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/a/b/s')]: 'deny' } as const
    expect(place.sh('chmod 0 a', rules).exitCode).toBe(0)
    expect(statSync(place.at('w/a')).mode & 0o777).toBe(0)
    chmodSync(place.at('w/a'), 0o755)
    expect(readdirSync(place.at('w/a/b'))).toEqual([])
  })

  test('the command cannot make user namespaces of its own', () => {
    const { stderr, exitCode } = place.sh('unshare --user true', { '/': 'read', [place.workspace]: 'write' })
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/Operation not permitted/)])
  })

  describe('with nested user namespaces allowed', () => {
    const rules = () =>
      ({
        '/': 'read',
        [place.workspace]: 'write',
        [place.at('w/d/secret')]: 'deny',
        [place.at('w/ro')]: 'read',
      }) as const
    const nested = (script: string) => {
      place.file(place.at('w/d/secret'))
      place.file(place.at('w/ro/f'))
      return place.sh(script, rules(), { nested: true })
    }

    // Mapping uid 0, which root is here too, takes a capability that it does not have.
    const own = user.uid === 0 ? 'unshare -U' : 'unshare -Ur'

    test('the command makes user, process and network namespaces', () => {
      const { stdout, stderr } = nested(`${own} -pnf sh -c 'id -u; echo $$'`)
      expect([stdout, stderr]).toEqual([user.uid === 0 ? '65534\n1\n' : '0\n1\n', ''])
    })

    test('but no mount namespace, in which it would leave the masks behind', () => {
      const { stdout } = nested(
        `unshare -Um true || echo no; unshare -U unshare -m true || echo no; ${own} sh -c "unshare -m true || echo no"`,
      )
      expect(stdout).toBe('no\nno\nno\n')
    })

    test('and what is closed stays closed for the capabilities it has there', () => {
      const attempts_ = [
        'cat d/secret',
        'mv d e',
        'mv ro x',
        'umount d/secret',
        'echo x > ro/f',
        'mount -t tmpfs t d',
      ]
      const script = attempts_
        .map((one) => `${own} sh -c "${one}" 2>/dev/null && echo yes || echo no`)
        .join('; ')
      const { stdout } = nested(`${script}; cat d/secret`)
      expect(stdout.match(/content/)).toBeNull()
      expect(stdout.trim().split('\n').slice(1)).toEqual(['no', 'no', 'no', 'no', 'no'])
    })
  })

  test('processes of the host are neither seen nor reached', () => {
    expect(place.sh('ls /proc | grep -c "^[0-9]"', { '/': 'read' }).stdout.trim()).toMatch(/^[2-5]$/)
  })

  test('the kernel keeps its knobs to itself', () => {
    expect(
      attempts(
        'open_ /proc/sys/kernel/core_pattern; open_ /proc/sysrq-trigger; write_ /dev/new; write_ /dev/null; write_ /dev/shm/x',
        { '/': 'read' },
      ),
    ).toEqual(['no', 'no', 'no', 'yes', 'yes'])
  })

  test('there is no network unless the policy gives the host its own', () => {
    const interfaces = 'tail -n +3 /proc/net/dev | wc -l'
    expect(place.sh(interfaces, { '/': 'read' }).stdout.trim()).toBe('1')
    const inode = 'readlink /proc/self/ns/net'
    const host = readlinkSync('/proc/self/ns/net')
    expect(place.sh(inode, { '/': 'read' }).stdout.trim()).not.toBe(host)
    expect(place.sh(inode, { '/': 'read' }, { egress: 'full' }).stdout.trim()).toBe(host)
  })
})
