/** Compiles the AppArmor profiles that restrict a machine, with the compiler of the release whose kernel takes them. */

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SuiteArchive } from './archive.js'

const run = promisify(execFile)

/** The profile's name in the kernel, whichever of these it is. It holds for Node, hence for what Node starts. */
export const CONFINED_BY = 'test-profile'

const ALWAYS = 'file, network, mount, remount, umount, pivot_root, ptrace, signal, unix, mqueue, io_uring,'
const RULES = {
  /** As a security policy of one's own may be: the namespace itself is refused. */
  'no-namespaces': { flags: '', rules: 'capability,' },
  /** As Ubuntu does to unnamed programs: the namespace is granted, and nothing can be done in it. */
  'no-capabilities': { flags: '', rules: 'userns,' },
  /** What the sandbox needs. The launcher holds on to files of the mount namespace it leaves. */
  enough: { flags: 'flags=(attach_disconnected)', rules: 'userns, capability,' },
} as const

export type ProfileName = keyof typeof RULES

/** Every profile in the form the kernel loads. The compiler runs with its own C library, which may be newer than the host's. */
export async function compileProfiles(archive: SuiteArchive): Promise<Record<ProfileName, Uint8Array>> {
  const compiler = await archive.fetch('apparmor')
  const libraries = join((await archive.fetch('libc6')).directory, 'usr/lib/x86_64-linux-gnu')
  const configuration = join(compiler.directory, 'etc/apparmor.d')
  const features = join(configuration, 'abi/4.0')
  const compile = async (name: ProfileName): Promise<Uint8Array> => {
    const running = run(
      join(libraries, 'ld-linux-x86-64.so.2'),
      [
        ...['--library-path', libraries, join(compiler.directory, 'usr/sbin/apparmor_parser')],
        ...['--skip-cache', '--skip-kernel-load', '--stdout', '--base', configuration],
        ...['--policy-features', features, '--kernel-features', features],
      ],
      { encoding: 'buffer' },
    )
    running.child.stdin?.end(
      `profile ${CONFINED_BY} /usr/bin/node ${RULES[name].flags} { ${ALWAYS} ${RULES[name].rules} }\n`,
    )
    return (await running).stdout
  }
  return {
    'no-namespaces': await compile('no-namespaces'),
    'no-capabilities': await compile('no-capabilities'),
    enough: await compile('enough'),
  }
}
