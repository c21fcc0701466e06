/**
 * The operations of the language, what each falls back to, and what holds when nothing is said.
 *
 * Sources: `catalina` is the table of macOS 10.15 as published with an open re-implementation of the profile compiler;
 * `recent` are names seen in profiles of macOS 13 and later. Others measured on macOS 26 that `file-clone` and
 * `file-test-existence` are still allowed by themselves; whether the other terminal defaults hold is not known, so no
 * profile of ours may depend on one, and tests check that.
 */

/** One operation. */
export interface Operation {
  /** Asked next when no rule of this operation matches; undefined for the end of the chain. */
  readonly parent?: string | undefined
  /** At the end of the chain: the profile's own default, or a fixed answer that ignores it. */
  readonly unlessRuled: 'profile' | 'allow' | 'deny'
  readonly source: 'catalina' | 'recent'
}

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'file*': [
    'file-chroot',
    'file-ioctl',
    'file-issue-extension',
    'file-mknod',
    'file-mount',
    'file-revoke',
    'file-search',
    'file-unmount',
    'file-read*',
    'file-write*',
  ],
  'file-read*': ['file-read-data', 'file-read-metadata', 'file-read-xattr'],
  'file-write*': [
    'file-write-acl',
    'file-write-create',
    'file-write-data',
    'file-write-finderinfo',
    'file-write-flags',
    'file-write-mode',
    'file-write-owner',
    'file-write-times',
    'file-write-unlink',
    'file-write-xattr',
  ],
  'iokit*': ['iokit-open', 'iokit-set-properties', 'iokit-issue-extension'],
  'ipc*': ['ipc-posix*', 'ipc-sysv*'],
  'ipc-posix*': ['ipc-posix-sem*', 'ipc-posix-shm*'],
  'ipc-posix-sem*': [
    'ipc-posix-sem-create',
    'ipc-posix-sem-open',
    'ipc-posix-sem-post',
    'ipc-posix-sem-wait',
  ],
  'ipc-posix-shm*': ['ipc-posix-shm-read-data', 'ipc-posix-shm-write*'],
  'ipc-posix-shm-write*': [
    'ipc-posix-shm-write-create',
    'ipc-posix-shm-write-data',
    'ipc-posix-shm-write-unlink',
  ],
  'ipc-sysv*': ['ipc-sysv-msg', 'ipc-sysv-sem', 'ipc-sysv-shm'],
  'mach*': [
    'mach-lookup',
    'mach-register',
    'mach-issue-extension',
    'mach-task-name',
    'mach-host*',
    'mach-priv*',
  ],
  'mach-priv*': ['mach-priv-host-port', 'mach-priv-task-port'],
  'network*': ['network-inbound', 'network-outbound'],
  'network-inbound': ['network-bind'],
  'process*': ['process-exec*', 'process-fork'],
  'process-exec*': ['process-exec-interpreter'],
  'sysctl*': ['sysctl-read', 'sysctl-write'],
  'system*': ['system-socket', 'system-fsctl', 'system-info', 'system-sched', 'system-set-time'],
  'user-preference*': ['user-preference-read', 'user-preference-write'],
}

/** They answer to themselves alone: neither a family nor the profile's default reaches them. */
const TERMINAL_ALLOW = [
  'dynamic-code-generation',
  'file-clone',
  'file-link',
  'file-map-executable',
  'file-test-existence',
  'iokit-get-properties',
  'nvram*',
  'process-info*',
  'socket-ioctl',
]
const TERMINAL_DENY = ['file-write-setugid', 'job-creation', 'storage-class-map']
const PROCESS_INFO = [
  'process-info-dirtycontrol',
  'process-info-listpids',
  'process-info-pidinfo',
  'process-info-rusage',
]
const TOP = ['appleevent-send', 'distributed-notification-post', 'lsopen', 'pseudo-tty', 'signal']
const RECENT = ['system-fcntl', 'system-mac-syscall', 'mach-bootstrap']

/** Other spellings of the same operation, macOS 10.15. */
export const ALIASES: Readonly<Record<string, string>> = {
  'process-exec': 'process-exec*',
  'ipc-posix-sem': 'ipc-posix-sem*',
  'ipc-posix-shm': 'ipc-posix-shm*',
  'ipc-posix-shm-read*': 'ipc-posix-shm-read-data',
  'file-unlink': 'file-write-unlink',
}

/** Every operation by its name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ...Object.keys(FAMILIES).map((name) => [name, catalina(undefined)] as const),
  ...Object.entries(FAMILIES).flatMap(([parent, names]) =>
    names.map((name) => [name, catalina(parent)] as const),
  ),
  ...TERMINAL_ALLOW.map((name) => [name, { unlessRuled: 'allow', source: 'catalina' }] as const),
  ...PROCESS_INFO.map((name) => [name, { ...catalina('process-info*'), unlessRuled: 'allow' }] as const),
  ...TERMINAL_DENY.map((name) => [name, { unlessRuled: 'deny', source: 'catalina' }] as const),
  ...TOP.map((name) => [name, catalina(undefined)] as const),
  ...RECENT.map((name) => [name, { unlessRuled: 'profile', source: 'recent' }] as const),
])

function catalina(parent: string | undefined): Operation {
  return { ...(parent === undefined ? {} : { parent }), unlessRuled: 'profile', source: 'catalina' }
}

/** The operation and everything it falls back to, the most specific first. */
export function chainOf(name: string): readonly string[] {
  const chain: string[] = []
  for (let at: string | undefined = name; at !== undefined; at = OPERATIONS.get(at)?.parent) chain.push(at)
  return chain
}
