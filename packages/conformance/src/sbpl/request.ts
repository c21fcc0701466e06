/** One question to a profile: may this operation be done to this object. */

import type { Attribute, NameSpace } from './filters.js'

/** See the module. Paths are canonical, as bytes. */
export interface Request {
  readonly operation: string
  readonly path?: string | undefined
  /** True when the path is about to come into being. */
  readonly isNew?: boolean | undefined
  readonly attributes?: Readonly<Partial<Record<Attribute, readonly string[]>>> | undefined
  readonly name?: { readonly space: NameSpace; readonly text: string } | undefined
  readonly connection?: Connection | undefined
}

/** What a network operation is about. A path, for `unix`, stands in the request. */
export type Connection =
  | { readonly kind: 'unix'; readonly end: 'local' | 'remote' }
  | { readonly kind: 'ip'; readonly end: 'local' | 'remote'; readonly host: string; readonly port: number }
