/** A real file system that takes two spellings for one file: NTFS, by FUSE, told to ignore case. */

import { spawnSync } from 'node:child_process'
import { existsSync, truncateSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TestPlace, users } from './sandbox.js'

const succeeds = (file: string, ...args: readonly string[]) => spawnSync(file, args).status === 0

describe.each(users)('as $name', (user) => {
  let place: TestPlace
  let isMounted = false
  beforeEach(() => {
    place = new TestPlace(user)
    const [image, at] = [place.at('image'), place.at('w')]
    writeFileSync(image, '')
    truncateSync(image, 20_000_000)
    isMounted =
      existsSync('/dev/fuse') &&
      succeeds('mkntfs', '-F', '-q', '-f', image) &&
      succeeds('lowntfs-3g', '-o', 'ignore_case,allow_other', image, at)
  })
  afterEach(() => {
    if (isMounted) succeeds('umount', place.at('w'))
    place.remove()
  })

  const READ = 'cat SECRET.ENV; cat secret.env; mkdir .GIT/hooks; echo x > dir/file'

  test('a closed file is refused by name, or told as missing', ({ skip }) => {
    skip(!isMounted, 'needs root, /dev/fuse and lowntfs-3g')
    place.file(place.at('w/secret.env'), 'secret\n')
    place.file(place.at('w/.git/config'))
    place.file(place.at('w/dir/file'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/secret.env')]: 'deny' } as const
    expect(place.sh(READ, rules)).toMatchObject({
      refused: { code: 'SPELLING_NOT_CLOSED', message: expect.stringContaining('SECRET.ENV') },
    })
    const ran = place.sh(READ, rules, { strict: false, protectedNames: ['.git'] })
    expect(ran.stdout).toBe('secret\n')
    expect(ran.stderr).toMatch(/secret\.env: Permission denied[\s\S]*\.GIT/)
    expect(ran.enforcement.parts).toContainEqual(
      expect.objectContaining({ mechanism: 'mounts', level: 'partial' }),
    )
  })

  test('directories are closed under every spelling, and nothing is refused for them', ({ skip }) => {
    skip(!isMounted, 'needs root, /dev/fuse and lowntfs-3g')
    place.file(place.at('w/secrets/key'), 'secret\n')
    place.file(place.at('w/.git/config'))
    const rules = { '/': 'read', [place.workspace]: 'write', [place.at('w/secrets')]: 'deny' } as const
    const script =
      'cat SECRETS/key Secrets/key secrets/key; mkdir .GIT/hooks .Git/hooks .AGENTS; echo x > SANDBOX.TOML; ls -A'
    const { stdout, refused } = place.sh(script, rules, { protectedNames: ['.git', '.agents'] })
    expect(refused).toBeUndefined()
    expect(stdout).not.toContain('secret\n')
    expect(existsSync(place.at('w/.git/hooks'))).toBe(false)
    expect(existsSync(place.at('w/.agents'))).toBe(false)
    expect(existsSync(place.at('w/sandbox.toml'))).toBe(false)
  })
})
