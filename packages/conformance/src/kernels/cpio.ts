/** Writes the archive format in which a kernel takes its first file system. Pure. */

/** One entry of the archive; parents come before what they hold. */
export type CpioEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000 } as const

/** The bytes of an archive in the `newc` format; everything belongs to root. */
export function encodeCpio(entries: readonly CpioEntry[]): Buffer {
  const members = entries.flatMap((entry, index) => member(entry, index + 1))
  return Buffer.concat([...members, ...encodeMember('TRAILER!!!', 0, 0, new Uint8Array())])
}

function member(entry: CpioEntry, inode: number): readonly Uint8Array[] {
  switch (entry.kind) {
    case 'directory':
      return encodeMember(entry.path, inode, TYPE.directory | entry.mode, new Uint8Array())
    case 'file':
      return encodeMember(entry.path, inode, TYPE.file | entry.mode, entry.content)
    case 'link':
      return encodeMember(entry.path, inode, TYPE.link | 0o777, Buffer.from(entry.target))
  }
}

function encodeMember(path: string, inode: number, mode: number, content: Uint8Array): readonly Uint8Array[] {
  const name = Buffer.from(`${path.replace(/^\//, '')}\0`)
  // inode, mode, uid, gid, links, mtime, size, device (2), device of a special file (2), length of the name, checksum
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0]
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`)
  return [header, name, padding(header.length + name.length), content, padding(content.length)]
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4)
}
