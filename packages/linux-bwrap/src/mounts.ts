/** The steps that build a command's view of the file system, as data. */

/** Steps bubblewrap performs, in order, while it builds the frame. Paths are canonical. */
export type FrameMount =
  /** An empty root that ends up read-only: nothing is visible unless a later step shows it. */
  | { readonly kind: 'emptyRoot' }
  | { readonly kind: 'roBind'; readonly path: string }
  | { readonly kind: 'bind'; readonly path: string }
  /** A bind that keeps device nodes usable; for paths below `/dev`. */
  | { readonly kind: 'devBind'; readonly path: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'dev' }
  | { readonly kind: 'proc'; readonly mode: 'fresh' | 'bound' }

/** What a mount point has to be. */
export type TargetKind = 'file' | 'directory'

/** Steps that close and reopen parts of the frame, in order. */
export type CarveMount =
  /** Make a directory impossible to rename or remove, by a mount that a later `attach` of its root buries. */
  | { readonly kind: 'pin'; readonly path: string; readonly root: string }
  /** Keep a symlink from being replaced; it still resolves. */
  | { readonly kind: 'pinLink'; readonly path: string }
  /** Show a path as the frame shows it, over whatever earlier steps put there. */
  | { readonly kind: 'attach'; readonly path: string; readonly access: 'read' | 'write' }
  /** `mustExist` is false for another user's empty directory, which may be the placeholder of a run of theirs. */
  | { readonly kind: 'readOnly'; readonly path: string; readonly mustExist: boolean }
  /** Make a path unreadable. `mustExist` is false for glob matches, which may vanish meanwhile. */
  | { readonly kind: 'hide'; readonly path: string; readonly target: TargetKind; readonly mustExist: boolean }
  /** Cover a placeholder directory with an empty read-only one. */
  | { readonly kind: 'guard'; readonly path: string }
  /** Hide a directory but keep the way to what is reopened below it. */
  | {
      readonly kind: 'hole'
      readonly path: string
      readonly openings: readonly { readonly path: string; readonly target: TargetKind }[]
    }

/** A missing path that must exist, as an empty directory, while the command runs. */
export interface Placeholder {
  readonly path: string
  /** The writable root that holds it; components below it are opened without following links. */
  readonly root: string
}

/** What stood at a frame path when it was planned, so that a swap during the start is noticed. */
export interface ExpectedMount {
  readonly path: string
  /** Decimal, because they may not fit a number. */
  readonly device: string
  readonly inode: string
}

/** See the module. */
export interface MountPlan {
  readonly frame: readonly FrameMount[]
  readonly expected: readonly ExpectedMount[]
  readonly carves: readonly CarveMount[]
  readonly placeholders: readonly Placeholder[]
}
