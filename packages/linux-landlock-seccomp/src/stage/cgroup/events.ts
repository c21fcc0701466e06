/** Reads which limits of a cgroup were reached. Pure. */

/** The limits of a policy that a cgroup keeps. */
export interface ReachedLimits {
  /** Everything in it was killed, because it needed more than it may have. */
  readonly memory: boolean
  /** It was refused another process or thread. */
  readonly processes: boolean
}

/** @param texts the contents of `memory.events` and `pids.events` */
export function reachedLimits(texts: { readonly memory: string; readonly pids: string }): ReachedLimits {
  const memory = counters(texts.memory)
  // `oom_kill` alone also counts what the kernel kills because the whole host, or a cgroup above, has no memory left.
  return {
    memory: isPositive(memory, 'oom') && isPositive(memory, 'oom_kill'),
    processes: isPositive(counters(texts.pids), 'max'),
  }
}

function isPositive(counts: ReadonlyMap<string, number>, name: string): boolean {
  return (counts.get(name) ?? 0) > 0
}

function counters(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').map((line) => {
      const [name = '', count = '0'] = line.split(' ')
      return [name, Number(count)]
    }),
  )
}
