/** The rights that Landlock knows, and the version of its interface that brought each. */

/** One right: a bit of a mask. */
export interface Right {
  readonly name: string
  readonly bit: number
  /** The first version (ABI) that knows it. */
  readonly since: number
}

/** A right over files. */
export interface FileRight extends Right {
  /** What of a policy it belongs to: what `read` gives, or only `write`. */
  readonly kind: 'read' | 'write'
}

const read = (name: string, bit: number): FileRight => ({ name, bit, since: 1, kind: 'read' })
const write = (name: string, bit: number, since = 1): FileRight => ({ name, bit, since, kind: 'write' })

/** Rights over files and directories, in the order of their bits. */
export const FILE_RIGHTS: readonly FileRight[] = [
  read('execute', 1 << 0),
  write('write_file', 1 << 1),
  read('read_file', 1 << 2),
  read('read_dir', 1 << 3),
  write('remove_dir', 1 << 4),
  write('remove_file', 1 << 5),
  write('make_char', 1 << 6),
  write('make_dir', 1 << 7),
  write('make_reg', 1 << 8),
  write('make_sock', 1 << 9),
  write('make_fifo', 1 << 10),
  write('make_block', 1 << 11),
  write('make_sym', 1 << 12),
  write('refer', 1 << 13, 2),
  write('truncate', 1 << 14, 3),
  write('ioctl_dev', 1 << 15, 5),
  write('resolve_unix', 1 << 16, 9),
]

/** Rights over TCP ports. */
export const PORT_RIGHTS: readonly Right[] = [
  { name: 'bind_tcp', bit: 1 << 0, since: 4 },
  { name: 'connect_tcp', bit: 1 << 1, since: 4 },
]

/** What is kept from everything outside of the sandbox. */
export const SCOPES: readonly Right[] = [
  { name: 'abstract_unix_socket', bit: 1 << 0, since: 6 },
  { name: 'signal', bit: 1 << 1, since: 6 },
]

/**
 * The newest version this package knows. 7 (log control) and 8 (all threads at once) brought no right; a newer kernel
 * is asked for nothing more than 9.
 */
export const NEWEST_ABI = 9

/** The bits of those rights that a version knows. */
export function maskOf<R extends Right>(
  rights: readonly R[],
  abi: number,
  wanted: (right: R) => boolean = () => true,
): number {
  return rights
    .filter((right) => right.since <= abi && wanted(right))
    .reduce((mask, right) => mask | right.bit, 0)
}

/** The names of the bits, such as `read_file, read_dir`; `nothing` for an empty mask. */
export function namesOf(rights: readonly Right[], mask: number): string {
  const names = rights.filter((right) => (mask & right.bit) !== 0).map((right) => right.name)
  return names.length === 0 ? 'nothing' : names.join(', ')
}
