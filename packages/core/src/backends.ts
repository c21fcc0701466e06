/** Chooses the backend of this host and loads its package, and no other. */

import type { Backend, BackendName, ResolvedPolicy } from '@sandbox/policy'
import { direct } from './direct.js'
import { backendNotInstalled, backendUnknown, backendWrongHost, platformNotSupported } from './errors.js'

interface KnownBackend {
  readonly name: BackendName
  /** The short word accepted for it. */
  readonly alias: string
  readonly platform: ResolvedPolicy['platform']
  readonly load: () => Promise<Backend>
}

/** The first one of a platform is its default. */
const BACKENDS: readonly KnownBackend[] = [
  {
    name: 'linux-bwrap',
    alias: 'bwrap',
    platform: 'linux',
    load: async () => (await import('@sandbox/linux-bwrap')).linuxBwrap,
  },
  {
    name: 'linux-landlock-seccomp',
    alias: 'landlock',
    platform: 'linux',
    load: async () => (await import('@sandbox/linux-landlock-seccomp')).linuxLandlock,
  },
  {
    name: 'macos-seatbelt',
    alias: 'seatbelt',
    platform: 'darwin',
    load: async () => (await import('@sandbox/macos-seatbelt')).macosSeatbelt,
  },
  {
    name: 'windows-token',
    alias: 'token',
    platform: 'win32',
    load: async () => (await import('@sandbox/windows-token')).windowsToken,
  },
]

/**
 * The backend that will enforce a policy: the one asked for, else the one the policy names, else the host's own. There
 * is never a switch to another one.
 *
 * @throws SandboxError `BACKEND_UNKNOWN`, `BACKEND_WRONG_HOST`, `BACKEND_NOT_INSTALLED`,
 * `PLATFORM_NOT_SUPPORTED`
 * @example
 * const prepared = await (await selectBackend(policy)).prepare(policy)
 */
export async function selectBackend(
  policy: Pick<ResolvedPolicy, 'platform' | 'unrestricted' | 'linux'>,
  asked?: BackendName,
): Promise<Backend> {
  const known = findBackend(policy, asked)
  if (policy.unrestricted) return direct
  try {
    return await known.load()
  } catch (error) {
    if (!isModuleMissing(error)) throw error
    throw backendNotInstalled(known.name, `@sandbox/${known.name}`, error)
  }
}

function findBackend(
  policy: Pick<ResolvedPolicy, 'platform' | 'linux'>,
  asked: BackendName | undefined,
): KnownBackend {
  const { platform } = policy
  const wanted = asked ?? (platform === 'linux' ? policy.linux.backend : undefined)
  if (wanted === undefined) {
    const own = BACKENDS.find((backend) => backend.platform === platform)
    if (own === undefined) throw platformNotSupported(platform)
    return own
  }
  const named = BACKENDS.find(({ name, alias }) => name === wanted || alias === wanted)
  if (named === undefined) {
    throw backendUnknown(
      wanted,
      BACKENDS.map(({ name }) => name),
    )
  }
  if (named.platform !== platform) throw backendWrongHost(named.name, platform)
  return named
}

function isModuleMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
