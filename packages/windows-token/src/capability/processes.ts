/** Says whether a process that wrote its name somewhere is gone, although another one may have its number by now. */

/** A process as our files name it. */
export interface ProcessName {
  readonly pid: number
  /** When it was started, in the system's own words; undefined where nobody could tell. */
  readonly born?: string | undefined
}

/** When the process with a number was started; `gone` when there is none, undefined when nobody can tell. */
export type BirthOf = (pid: number) => Promise<string | undefined>

/** What {@link BirthOf} says of a number that no process has. */
export const GONE = 'gone'

/** This process among all. */
export interface Processes {
  readonly own: ProcessName
  /** INVARIANT: never true of a process that runs; without an answer, whoever has the number is taken for it. */
  isGone(name: ProcessName): Promise<boolean>
}

/** The processes of this host. */
export async function processesBy(birthOf: BirthOf): Promise<Processes> {
  const born = await birthOf(process.pid)
  return {
    own: { pid: process.pid, ...(born === undefined || born === GONE ? {} : { born }) },
    async isGone(name) {
      if (!hasNumber(name.pid)) return true
      if (name.born === undefined) return false
      const now = await birthOf(name.pid)
      return now !== undefined && now !== name.born
    },
  }
}

/** True when some process has the number, also somebody else's. */
function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
