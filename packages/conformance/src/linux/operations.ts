/** The operations that `sandbox-probe` tries, and how lists of them and of their answers are written. */

/** On one path. Nothing is changed. */
export const LOOKING = ['stat', 'list', 'read'] as const
/** On one path: its content, mode or times could be changed. */
export const WRITING = ['write', 'truncate', 'chmod', 'times'] as const
/** On one path where nothing is: something is made there. */
export const MAKING = ['create', 'mkdir', 'symlink', 'mkfifo'] as const
/** On something that is there, and another path where nothing is. */
export const MOVING = ['remove', 'move', 'exchange', 'link'] as const

/** What may be tried. */
export type OperationName =
  | (typeof LOOKING)[number]
  | (typeof WRITING)[number]
  | (typeof MAKING)[number]
  | (typeof MOVING)[number]

/** One thing to try. */
export interface Operation {
  readonly name: OperationName
  readonly path: string
  /** Only of those in {@link MOVING}. */
  readonly other: string
}

/** What became of it. */
export interface Answer {
  /** 0 is success. */
  readonly errno: number
  /** `stat`: kind and identity. `list`: names. `read`: the content. Otherwise a complaint of the probe. */
  readonly detail: string
}

/** As the probe reads it. */
export function encodeOperations(operations: readonly Operation[]): string {
  return operations.map(({ name, path, other }) => `${name}\0${path}\0${other}\0`).join('')
}

/** @throws Error when the probe did not answer every operation */
export function decodeAnswers(output: string, count: number): readonly Answer[] {
  const words = output.split('\0')
  if (words.length !== 2 * count + 1) {
    throw new Error(`the probe answered ${Math.floor(words.length / 2)} of ${count} operations`)
  }
  return Array.from({ length: count }, (_, index) => ({
    errno: Number(words[2 * index]),
    detail: words[2 * index + 1] ?? '',
  }))
}
