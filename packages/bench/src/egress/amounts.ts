/** What client and server agree on. */

/** Of an answer that is small. */
export const SMALL_BYTES = 128

/** At once, when requests are counted. */
export const CONNECTIONS = 64
