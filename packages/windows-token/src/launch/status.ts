/** What the helper says about one run: a word and its values on a line, in the order in which things happened. Pure. */

/** How far a run came. */
export interface Status {
  /** The process of the command; undefined when it was never started. */
  readonly spawned?: number | undefined
  /** The command's code, as Windows has it: 32 bits without a sign. */
  readonly exit?: number | undefined
  /** What failed, and the number of the error. */
  readonly error?: { readonly stage: string; readonly code: number } | undefined
}

/** A line that was cut off by the end of the helper is not read. */
export function parseStatus(text: string): Status {
  const lines = text.split('\n').slice(0, -1)
  let status: Status = {}
  for (const line of lines) {
    const [word, ...values] = line.split(' ')
    const number = Number(values.at(-1))
    if (word === 'spawned') status = { ...status, spawned: number }
    else if (word === 'exit') status = { ...status, exit: number }
    else if (word === 'error') status = { ...status, error: { stage: values[0] ?? '', code: number } }
  }
  return status
}

/** The codes of Windows that say that the program could not be executed, and what core calls that. */
export function startFailure(code: number): 126 | 127 {
  return code === ERROR_FILE_NOT_FOUND || code === ERROR_PATH_NOT_FOUND ? 127 : 126
}

const ERROR_FILE_NOT_FOUND = 2
const ERROR_PATH_NOT_FOUND = 3
