/** Builds one pinned version; undefined when its source cannot be had. */
export function buildBubblewrap(version: string, outDir: string): Promise<string | undefined>
