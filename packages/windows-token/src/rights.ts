/** The rights on files and directories, and the sets of them that this package asks about, grants and denies. */

/** One bit each, as `winnt.h` names them. The first name is that for files, the second that for directories. */
export const RIGHT = {
  /** `FILE_READ_DATA`, `FILE_LIST_DIRECTORY` */
  readData: 0x0000_0001,
  /** `FILE_WRITE_DATA`, `FILE_ADD_FILE` */
  writeData: 0x0000_0002,
  /** `FILE_APPEND_DATA`, `FILE_ADD_SUBDIRECTORY` */
  appendData: 0x0000_0004,
  readExtended: 0x0000_0008,
  writeExtended: 0x0000_0010,
  /** `FILE_EXECUTE`, `FILE_TRAVERSE` */
  execute: 0x0000_0020,
  /** Removing any entry of a directory, whatever the entry itself says. */
  deleteChild: 0x0000_0040,
  readAttributes: 0x0000_0080,
  writeAttributes: 0x0000_0100,
  delete: 0x0001_0000,
  readControl: 0x0002_0000,
  writeDac: 0x0004_0000,
  writeOwner: 0x0008_0000,
  synchronize: 0x0010_0000,
} as const

const STANDARD_READ = RIGHT.readControl | RIGHT.synchronize

/** What `GENERIC_READ` and its sisters stand for on files. */
export const GENERIC = {
  read: RIGHT.readData | RIGHT.readExtended | RIGHT.readAttributes | STANDARD_READ,
  write: RIGHT.writeData | RIGHT.appendData | RIGHT.writeExtended | RIGHT.writeAttributes | STANDARD_READ,
  execute: RIGHT.execute | RIGHT.readAttributes | STANDARD_READ,
} as const

/** Every right there is on a file. */
export const ALL_RIGHTS = 0x001f_01ff

/** Changing what is in a file or directory. Reading needs none of these. */
export const WRITE_BITS = GENERIC.write & ~STANDARD_READ

/** Everything that changes an object, its name, its owner or who may use it. */
export const CHANGING_BITS = ALL_RIGHTS & ~(GENERIC.read | GENERIC.execute)

/** Granted on a writable root itself. Without `delete`: a root stays where it is. */
export const ROOT_GRANT = GENERIC.read | GENERIC.write | GENERIC.execute

/** Granted on everything below. INVARIANT: never `deleteChild`, which would overrule what an entry denies. */
export const BELOW_GRANT = ROOT_GRANT | RIGHT.delete

/** Denied on what stays read-only below a root. Without the bits that reading needs as well. */
export const CARVE_OUT_DENY = CHANGING_BITS
