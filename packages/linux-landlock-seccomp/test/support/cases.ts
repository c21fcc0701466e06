/**
 * Calls that show each row of the table at work, and what answers them where no row does.
 *
 * Their arguments are invalid beyond what the filter looks at, so that a call that gets through does no harm, and its
 * errno tells that the kernel answered and not the filter.
 */

import type { EgressMode } from '@sandbox/policy'
import type { CallName } from '../../src/architecture.js'
import type { Refusal } from '../../src/table/row.js'

/** One call, and its answers. */
export interface Case {
  readonly title: string
  readonly call: CallName
  readonly args: readonly bigint[]
  /** How the filter refuses it. */
  readonly action: Refusal
  /** Where it is refused; everywhere else the kernel answers. */
  readonly refused: readonly EgressMode[]
  /** Nested user namespaces open it. */
  readonly lifted: boolean
  /** Where it is opened by a policy that lists sockets of the file system. */
  readonly openedBySockets: readonly EgressMode[]
  /** Only policies that list sockets of the file system close it. */
  readonly closedBySockets: boolean
  /** What the kernel says where it is asked; undefined when it is never asked here. */
  readonly kernel?: string | undefined
}

const EVERYWHERE: readonly EgressMode[] = ['none', 'proxy', 'full']
/** Bad as a pointer, a descriptor, a pid, a size and a set of flags. */
const BAD = 0xffffffffffffffffn
const HIGH = 1n << 32n

const NEVER: readonly CallName[] = [
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp'] as const),
  ...(['io_uring_setup', 'io_uring_enter', 'io_uring_register'] as const),
  ...(['mount', 'umount2', 'pivot_root', 'open_tree', 'open_tree_attr', 'move_mount', 'fsopen'] as const),
  ...([
    'fsconfig',
    'fsmount',
    'fspick',
    'mount_setattr',
    'open_by_handle_at',
    'quotactl',
    'quotactl_fd',
  ] as const),
  ...(['bpf', 'perf_event_open', 'userfaultfd', 'keyctl', 'add_key', 'request_key'] as const),
  ...(['init_module', 'finit_module', 'delete_module', 'create_module', 'query_module'] as const),
  ...(['get_kernel_syms', 'kexec_load', 'kexec_file_load', 'reboot', 'swapon', 'swapoff', 'acct'] as const),
  ...(['vhangup', 'nfsservctl', 'syslog', 'sethostname', 'setdomainname', 'settimeofday'] as const),
  ...(['clock_settime', 'clock_adjtime', 'adjtimex', 'iopl', 'ioperm'] as const),
]

type Options = Partial<
  Pick<Case, 'action' | 'refused' | 'lifted' | 'openedBySockets' | 'closedBySockets' | 'kernel'>
>

function makeCase(
  title: string,
  call: CallName,
  args: readonly (number | bigint)[],
  options: Options = {},
): Case {
  return {
    title: `${call}: ${title}`,
    call,
    args: args.map(BigInt),
    action: 'EPERM',
    refused: EVERYWHERE,
    lifted: false,
    openedBySockets: [],
    closedBySockets: false,
    ...options,
  }
}

const allowed = (kernel: string): Options => ({ refused: [], kernel })
const outside = (...modes: readonly EgressMode[]): Options => ({
  refused: EVERYWHERE.filter((mode) => !modes.includes(mode)),
  kernel: 'ok',
})

const FLAGS = { cloexec: 0x80000, nonblock: 0x800 }

const NAMESPACES: readonly Case[] = [
  ...Object.entries({ time: 0x80, cgroup: 0x2000000, uts: 0x4000000, ipc: 0x8000000 }).map(
    // Without CLONE_VM, CLONE_SIGHAND makes every call of clone invalid.
    ([name, flag]) =>
      makeCase(`a ${name} namespace`, 'clone', [0x800 | flag], { lifted: true, kernel: 'EINVAL' }),
  ),
  ...Object.entries({ user: 0x10000000n, pid: 0x20000000n, network: 0x40000000n }).map(([name, flag]) =>
    makeCase(`a ${name} namespace, high bits set`, 'clone', [HIGH | 0x800n | flag], {
      lifted: true,
      kernel: 'EINVAL',
    }),
  ),
  makeCase('a mount namespace', 'clone', [0x800 | 0x20000]),
  makeCase('a user and mount namespace, high bits set', 'clone', [HIGH | 0x10020800n]),
  makeCase('no namespace', 'clone', [0x800], allowed('EINVAL')),
  makeCase('only high bits', 'clone', [0xffffffff00000800n], allowed('EINVAL')),
  makeCase('a user namespace', 'unshare', [0x90000000], { lifted: true, kernel: 'EINVAL' }),
  makeCase('a mount namespace', 'unshare', [0x20000]),
  makeCase('a user and mount namespace', 'unshare', [0x10020000]),
  makeCase('a bit that means nothing yet', 'unshare', [1], { lifted: true, kernel: 'EINVAL' }),
  makeCase('a high bit', 'unshare', [HIGH << 5n], { lifted: true, kernel: 'EINVAL' }),
  makeCase('nothing', 'unshare', [0], allowed('ok')),
  makeCase('open files and working directory', 'unshare', [0x600], allowed('ok')),
  makeCase('anything', 'clone3', [BAD, 0], { action: 'ENOSYS' }),
  makeCase('a bad descriptor', 'setns', [BAD, 0x10000000], { lifted: true, kernel: 'EBADF' }),
  makeCase('whatever it is', 'setns', [BAD, 0]),
  makeCase('a mount namespace, high bits set', 'setns', [BAD, HIGH | 0x10020000n]),
  makeCase('a bad pointer', 'chroot', [BAD], { lifted: true, kernel: 'EFAULT' }),
]

const MACHINE: readonly Case[] = [
  makeCase('executable data', 'personality', [0x400000]),
  makeCase('the old layout', 'personality', [0x200000]),
  makeCase('a mapping at 0', 'personality', [0x100000]),
  makeCase('a query', 'personality', [0xffffffff], allowed('ok')),
  makeCase('a query, high bits set', 'personality', [BAD], allowed('ok')),
  makeCase('no randomized addresses', 'personality', [0x40000], allowed('ok')),
  makeCase('plain Linux', 'personality', [0], allowed('ok')),
  makeCase('TIOCSTI', 'ioctl', [-1, 0x5412]),
  makeCase('TIOCSTI, high bits set', 'ioctl', [-1, HIGH | 0x5412n]),
  makeCase('TIOCLINUX', 'ioctl', [-1, 0x541c]),
  makeCase('TIOCLINUX, high bits set', 'ioctl', [-1, 0xffffffff0000541cn]),
  makeCase('TCGETS', 'ioctl', [-1, 0x5401], allowed('EBADF')),
  makeCase('a new subvolume', 'ioctl', [-1, 0x5000940e]),
  makeCase('a new subvolume, newer', 'ioctl', [-1, 0x50009418]),
  makeCase('a snapshot', 'ioctl', [-1, 0x50009401]),
  makeCase('a snapshot, newer', 'ioctl', [-1, 0x50009417]),
  makeCase('a snapshot, high bits set', 'ioctl', [-1, HIGH | 0x50009417n]),
  makeCase('a removed snapshot', 'ioctl', [-1, 0x5000940f]),
  makeCase('a removed snapshot, newer', 'ioctl', [-1, 0x5000943f]),
  makeCase('a subvolume made read-only', 'ioctl', [-1, 0x4008941a]),
  makeCase('a subvolume of bcachefs', 'ioctl', [-1, 0x4020bc10]),
  makeCase('a removed subvolume of bcachefs', 'ioctl', [-1, 0x4020bc11]),
  makeCase('a copy by path of ocfs2', 'ioctl', [-1, 0x40186f04]),
  makeCase('a key of encrypted files', 'ioctl', [-1, 0xc0506617]),
  makeCase('no key of encrypted files', 'ioctl', [-1, 0xc0406618]),
  makeCase('a copy of an open file', 'ioctl', [-1, 0x40049409], allowed('EBADF')),
  makeCase('the number of a subvolume', 'ioctl', [-1, 0x81f8943c], allowed('EBADF')),
  makeCase('TIOCSTI at another place', 'ioctl', [-1, 0x5401, 0x5412], allowed('EBADF')),
]

const LIMIT = 99
const LIMITS: readonly Case[] = [
  makeCase('limits of process 1', 'prlimit64', [1, LIMIT, BAD, 0]),
  makeCase('limits of process 1, high bits set', 'prlimit64', [HIGH | 1n, LIMIT, BAD, 0]),
  makeCase('limits of process 1, at an address with high bits only', 'prlimit64', [1, LIMIT, HIGH, 0]),
  // The kernel answers EPERM to some users.
  makeCase('a question about process 1', 'prlimit64', [1, LIMIT, 0, 0], { refused: [] }),
  // Without namespaces another filter refuses it.
  makeCase('limits of another process', 'prlimit64', [-1, LIMIT, BAD, 0], { closedBySockets: true }),
  makeCase('a question about another process', 'prlimit64', [-1, LIMIT, 0, 0], allowed('ESRCH')),
  makeCase('limits of its own', 'prlimit64', [0, LIMIT, BAD, 0], allowed('EFAULT')),
  makeCase('limits of its own, high bits set', 'prlimit64', [HIGH, LIMIT, BAD, 0], allowed('EFAULT')),
]

const internet = outside('proxy', 'full')
const unix: Options = { refused: ['proxy'], openedBySockets: ['proxy'], kernel: 'ok' }
const unixDatagram: Options = { refused: ['none', 'proxy'], kernel: 'ok' }

const MAKING: readonly Case[] = [
  makeCase('TCP', 'socket', [2, 1, 0], internet),
  makeCase('TCP by number', 'socket', [2, 1, 6], internet),
  makeCase('TCP with flags', 'socket', [2, 1 | FLAGS.cloexec | FLAGS.nonblock, 0], internet),
  makeCase('TCP, high bits set', 'socket', [HIGH | 2n, HIGH | 1n, HIGH], internet),
  makeCase('TCP over IPv6', 'socket', [10, 1, 0], { ...internet, kernel: undefined }),
  makeCase('UDP', 'socket', [2, 2, 0], internet),
  makeCase('UDP by number', 'socket', [2, 2 | FLAGS.cloexec, 17], internet),
  makeCase('MPTCP', 'socket', [2, 1, 262]),
  makeCase('MPTCP over IPv6', 'socket', [10, 1 | FLAGS.cloexec, 262]),
  makeCase('SCTP', 'socket', [2, 1, 132]),
  makeCase('SCTP datagrams', 'socket', [2, 5, 132]),
  makeCase('DCCP', 'socket', [2, 6, 33]),
  makeCase('UDP-Lite', 'socket', [2, 2, 136]),
  makeCase('ICMP', 'socket', [2, 2, 1]),
  makeCase('ICMP over IPv6', 'socket', [10, 2, 58]),
  makeCase('raw', 'socket', [2, 3, 6]),
  makeCase('raw over IPv6, with flags', 'socket', [10, 3 | FLAGS.cloexec, 255]),
  makeCase('vsock', 'socket', [40, 1, 0]),
  makeCase('packet', 'socket', [17, 3, 0x300]),
  makeCase('packet, old way', 'socket', [2, 10, 0x300]),
  makeCase('kernel crypto', 'socket', [38, 5, 0]),
  makeCase('Bluetooth', 'socket', [31, 3, 1]),
  makeCase('a family that does not exist', 'socket', [0xffff, 1, 0]),
  makeCase('netlink route', 'socket', [16, 3 | FLAGS.cloexec, 0], allowed('ok')),
  makeCase('netlink route, datagrams', 'socket', [16, 2, 0], allowed('ok')),
  makeCase('netlink diagnosis of sockets', 'socket', [16, 3, 4]),
  makeCase('netlink audit', 'socket', [16, 3, 9]),
  makeCase('netlink netfilter', 'socket', [16, 3, 12]),
  makeCase('netlink device events', 'socket', [16, 2, 15]),
  makeCase('netlink generic', 'socket', [16, 3, 16]),
  makeCase('unix stream', 'socket', [1, 1, 0], unix),
  makeCase('unix packets, with flags', 'socket', [1, 5 | FLAGS.cloexec | FLAGS.nonblock, 0], unix),
  makeCase('unix datagrams', 'socket', [1, 2, 0], unixDatagram),
  makeCase('unix raw, which is datagrams', 'socket', [1, 3, 0]),
  makeCase('unix stream', 'socketpair', [1, 1, 0, BAD], allowed('EFAULT')),
  makeCase('unix packets, with flags', 'socketpair', [1, 5 | FLAGS.cloexec, 0, BAD], allowed('EFAULT')),
  makeCase('unix datagrams', 'socketpair', [1, 2, 0, BAD], { refused: ['none', 'proxy'], kernel: 'EFAULT' }),
  makeCase('unix datagrams, with flags, high bits set', 'socketpair', [HIGH | 1n, HIGH | 0x80802n, 0, BAD], {
    refused: ['none', 'proxy'],
    kernel: 'EFAULT',
  }),
  makeCase('unix raw, which is datagrams', 'socketpair', [1, 3, 0, BAD], {
    refused: ['none', 'proxy'],
    kernel: 'EFAULT',
  }),
  makeCase('TCP', 'socketpair', [2, 1, 0, BAD]),
  makeCase('TIPC', 'socketpair', [30, 1, 0, BAD]),
]

const FASTOPEN = 0x20000000
const onlyNone: Options = { refused: ['none'], openedBySockets: ['none'], kernel: 'EBADF' }

const USING: readonly Case[] = [
  makeCase('a bad descriptor', 'connect', [-1, BAD, 16], onlyNone),
  makeCase('a bad descriptor', 'listen', [-1, 1], onlyNone),
  makeCase('a bad descriptor', 'accept', [-1, 0, 0], onlyNone),
  makeCase('a bad descriptor', 'accept4', [-1, 0, 0, 0], onlyNone),
  makeCase('an address of the internet', 'bind', [-1, BAD, 16], onlyNone),
  makeCase('a name in the file system', 'bind', [-1, BAD, 110], onlyNone),
  makeCase('an address of netlink', 'bind', [-1, BAD, 12], allowed('EBADF')),
  makeCase('a bad descriptor', 'sendto', [-1, 0, 0, 0, 0, 0], allowed('EBADF')),
  makeCase('MSG_NOSIGNAL', 'sendto', [-1, 0, 0, 0x4000, 0, 0], allowed('EBADF')),
  makeCase('MSG_FASTOPEN', 'sendto', [-1, 0, 0, FASTOPEN, 0, 0]),
  makeCase('MSG_FASTOPEN and others, high bits set', 'sendto', [-1, 0, 0, HIGH | BigInt(FASTOPEN | 0x4000)]),
  makeCase('MSG_NOSIGNAL', 'sendmsg', [-1, 0, 0x4000], allowed('EBADF')),
  makeCase('MSG_FASTOPEN', 'sendmsg', [-1, 0, FASTOPEN]),
  makeCase('MSG_NOSIGNAL', 'sendmmsg', [-1, 0, 1, 0x4000], allowed('EBADF')),
  makeCase('MSG_FASTOPEN', 'sendmmsg', [-1, 0, 1, FASTOPEN]),
]

const ORDINARY: readonly Case[] = [
  makeCase('a bad descriptor', 'read', [-1, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'write', [-1, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'close', [-1], allowed('EBADF')),
  makeCase('a bad pointer', 'openat', [-1, BAD, 0], allowed('EFAULT')),
  makeCase('a bad pointer', 'execve', [BAD, 0, 0], allowed('EFAULT')),
  makeCase('a bad descriptor', 'recvfrom', [-1, 0, 0, 0, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'recvmsg', [-1, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'shutdown', [-1, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'getsockname', [-1, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'setsockopt', [-1, 0, 0, 0, 0], allowed('EBADF')),
  makeCase('a bad descriptor', 'getsockopt', [-1, 0, 0, 0, 0], allowed('EBADF')),
  makeCase('nothing', 'getpid', [], allowed('ok')),
]

/** Every case; each call of each row is in at least one. */
export const CASES: readonly Case[] = [
  ...NEVER.map((call) => makeCase('always', call, [BAD, BAD, BAD, BAD, BAD, BAD])),
  ...NAMESPACES,
  ...MACHINE,
  ...LIMITS,
  ...MAKING,
  ...USING,
  ...ORDINARY,
]
