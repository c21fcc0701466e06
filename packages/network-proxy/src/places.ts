/** Bounds how many connections to servers one proxy has at once. Who needs one more waits. */

/** One for each connection, from before its server is looked up until it has closed. */
export interface Places {
  /** Settles when a place has been given. Rejects with the reason of the signal when that comes first. */
  take(signal: AbortSignal): Promise<void>
  /** True when there was a place at once, and nobody waited for it. */
  tryTake(): boolean
  release(): void
  /** True while somebody waits. */
  isWanted(): boolean
}

/** @param makeRoom called when somebody must wait, to close what is open and not in use */
export function createPlaces(most: number, makeRoom: () => void): Places {
  let free = most
  /** In order of coming. INVARIANT: empty while a place is free. */
  const waiting = new Set<() => void>()
  const tryTake = () => {
    if (free === 0) return false
    free--
    return true
  }
  return {
    tryTake,
    async take(signal) {
      signal.throwIfAborted()
      if (tryTake()) return
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          waiting.delete(enter)
          reject(signal.reason)
        }
        waiting.add(enter)
        signal.addEventListener('abort', leave, { once: true })
        makeRoom()
      })
    },
    release() {
      const [next] = waiting
      if (next === undefined) {
        free++
      } else {
        waiting.delete(next)
        next()
      }
    },
    isWanted: () => waiting.size > 0,
  }
}
