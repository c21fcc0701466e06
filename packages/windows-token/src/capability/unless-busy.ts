/** Tries again what Windows refuses while somebody else has a file open, a scanner or a reader; for a moment only. */

/** What a file in use is called. Anything else is an answer. */
const BUSY: readonly string[] = ['EPERM', 'EACCES', 'EBUSY']
/** Milliseconds before each further try: half a second together. */
const PAUSES = [10, 30, 80, 150, 250]

/**
 * What `work` gives, tried again while it throws one of the codes of a file in use. Synchronous, for work that must not be
 * interrupted by other work of this process.
 *
 * @param pause waits that many milliseconds
 * @throws what the last try threw
 * @example unlessBusy(() => renameSync(draft, path))
 */
export function unlessBusy<T>(work: () => T, pause: (milliseconds: number) => void = sleep): T {
  for (const milliseconds of PAUSES) {
    try {
      return work()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined || !BUSY.includes(code)) throw error
    }
    pause(milliseconds)
  }
  return work()
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
