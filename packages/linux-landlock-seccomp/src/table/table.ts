/** The table: every call that commands never need and that could lead out of the sandbox. */

import { ASYNCHRONOUS } from './asynchronous.js'
import { CONNECTIONS } from './connections.js'
import { FILE_SYSTEMS } from './file-systems.js'
import { KERNEL } from './kernel.js'
import { MOUNTS } from './mounts.js'
import { NAMESPACES } from './namespaces.js'
import { PROCESSES } from './processes.js'
import type { Theme } from './row.js'
import { SOCKETS } from './sockets.js'
import { TERMINAL } from './terminal.js'

/** Of several rows for one call, the first whose condition holds decides. */
export const TABLE: readonly Theme[] = [
  PROCESSES,
  ASYNCHRONOUS,
  NAMESPACES,
  MOUNTS,
  FILE_SYSTEMS,
  KERNEL,
  TERMINAL,
  SOCKETS,
  CONNECTIONS,
]
