/** What attacks ask the host, from outside. */

import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'

/** Is there such a file, and could anybody write it, if only root? */
export function canWrite(path: string): boolean {
  try {
    accessSync(path, process.getuid?.() === 0 ? constants.W_OK : constants.F_OK)
    return true
  } catch {
    return false
  }
}

/** Ends every process whose arguments contain a text that only an attack knows. Returns how many there were. */
export function endProcessesNamed(text: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && argumentsOf(name).includes(text))
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
  return pids.length
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Was there a file of this name in the shared memory of the host? It is gone afterwards. */
export function removeSharedMemory(name: string): boolean {
  const file = `/dev/shm/${name}`
  const wasThere = existsSync(file)
  rmSync(file, { force: true })
  return wasThere
}
