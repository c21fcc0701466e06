/** Matches one path against many globs at once: a tree of tokens, run as a state machine that is built on demand. */

import { type GlobToken, SLASH } from './parse.js'

/** One place in the tree; globs that begin alike share their places. */
interface Place {
  readonly id: number
  /** Which characters keep the machine here. */
  readonly loop: 'none' | 'name' | 'all'
  chars?: Map<number, Place>
  classes?: {
    readonly key: string
    readonly accepts: (code: number) => boolean
    readonly to: Place
  }[]
  any?: Place
  star?: Place
  deep?: Place
  directories?: { readonly inside: Place; readonly after: Place }
  /** The first glob that ends here. */
  accept: number
  closure?: readonly Place[]
}

/** A set of places, and where each character leads from it. */
interface State {
  readonly places: readonly Place[]
  readonly accept: number
  readonly next: Map<number, State>
}

/** Bounds the memory of remembered states and steps; a path costs more, never a wrong answer, when it is reached. */
const MAX_REMEMBERED = 20_000
const NO_GLOB = Number.POSITIVE_INFINITY

/**
 * Every state is a set of places, so the time is linear in the path whatever the globs are: there is no
 * backtracking. Texts are folded by the caller; `fold` maps the characters of the globs the same way.
 */
export class GlobAutomaton {
  readonly #root: Place
  readonly #fold: (text: string) => string
  readonly #marks: number[] = []
  #places = 0
  #step = 0
  #remembered = 0
  #states = new Map<string, State>()
  #start: State | undefined

  constructor(globs: readonly (readonly GlobToken[])[], fold: (text: string) => string) {
    this.#fold = fold
    this.#root = this.#place('none')
    globs.forEach((tokens, index) => {
      let place = this.#root
      for (const token of tokens) place = this.#extend(place, token)
      place.accept = Math.min(place.accept, index)
    })
  }

  /** The first glob that matches the folded path or, shallowest first, one of its ancestors; -1 if none does. */
  firstAtOrAbove(path: string): number {
    return this.#run(path, true)
  }

  /** The first glob that matches exactly the folded path; -1 if none does. */
  firstAt(path: string): number {
    return this.#run(path, false)
  }

  /**
   * For many names of one directory, whose folded path ends in a slash and matches no glob: asks about a name without
   * going through the path again.
   */
  inside(directory: string): (name: string) => number {
    let state = this.#initial()
    for (const character of directory) {
      const code = character.codePointAt(0) ?? 0
      state = state.next.get(code) ?? this.#advance(state, code)
    }
    return (name) => this.#from(state, name, false)
  }

  #run(path: string, ancestors: boolean): number {
    return this.#from(this.#initial(), path, ancestors)
  }

  #initial(): State {
    this.#start ??= this.#stateOf(closureOf(this.#root))
    return this.#start
  }

  #from(start: State, path: string, ancestors: boolean): number {
    let state = start
    for (let at = 0; at < path.length; ) {
      const code = path.codePointAt(at) ?? 0
      if (ancestors && code === SLASH && state.accept !== NO_GLOB) return state.accept
      if (state.places.length === 0) return -1
      state = state.next.get(code) ?? this.#advance(state, code)
      at += code > 0xffff ? 2 : 1
    }
    return state.accept === NO_GLOB ? -1 : state.accept
  }

  #advance(state: State, code: number): State {
    const reached: Place[] = []
    this.#step += 1
    const add = (place: Place) => {
      for (const each of closureOf(place)) {
        if (this.#marks[each.id] === this.#step) continue
        this.#marks[each.id] = this.#step
        reached.push(each)
      }
    }
    const inName = code !== SLASH
    for (const place of state.places) {
      if (place.loop === 'all' || (place.loop === 'name' && inName)) add(place)
      const child = place.chars?.get(code)
      if (child !== undefined) add(child)
      if (!inName) continue
      if (place.any !== undefined) add(place.any)
      for (const each of place.classes ?? []) if (each.accepts(code)) add(each.to)
    }
    const next = this.#stateOf(reached)
    state.next.set(code, next)
    this.#remembered += 1
    return next
  }

  #stateOf(places: readonly Place[]): State {
    const sorted = [...places].sort((a, b) => a.id - b.id)
    const key = sorted.map((place) => place.id).join()
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (this.#remembered >= MAX_REMEMBERED) {
      this.#states = new Map()
      this.#start = undefined
      this.#remembered = 0
    }
    const accept = sorted.reduce((least, place) => Math.min(least, place.accept), NO_GLOB)
    const state: State = { places: sorted, accept, next: new Map() }
    this.#states.set(key, state)
    this.#remembered += 1
    return state
  }

  #place(loop: Place['loop']): Place {
    this.#places += 1
    return { id: this.#places, loop, accept: NO_GLOB }
  }

  #extend(from: Place, token: GlobToken): Place {
    switch (token.kind) {
      case 'char': {
        // Folding may turn one character into several.
        let place = from
        for (const character of this.#fold(String.fromCodePoint(token.code))) {
          place = this.#child(place, character.codePointAt(0) ?? 0)
        }
        return place
      }
      case 'any':
        from.any ??= this.#place('none')
        return from.any
      case 'star':
        from.star ??= this.#place('name')
        return from.star
      case 'deep':
        from.deep ??= this.#place('all')
        return from.deep
      case 'directories': {
        if (from.directories === undefined) {
          const inside = this.#place('all')
          from.directories = { inside, after: this.#child(inside, SLASH) }
        }
        return from.directories.after
      }
      case 'class': {
        const key = JSON.stringify([token.negated, token.ranges])
        from.classes ??= []
        const known = from.classes.find((each) => each.key === key)
        if (known !== undefined) return known.to
        const to = this.#place('none')
        from.classes.push({ key, accepts: classTest(token, this.#fold), to })
        return to
      }
    }
  }

  #child(from: Place, code: number): Place {
    from.chars ??= new Map()
    let child = from.chars.get(code)
    if (child === undefined) {
      child = this.#place('none')
      from.chars.set(code, child)
    }
    return child
  }
}

/** The place and every place reached from it without reading a character. */
function closureOf(place: Place): readonly Place[] {
  if (place.closure !== undefined) return place.closure
  const all: Place[] = [place]
  if (place.star !== undefined) all.push(...closureOf(place.star))
  if (place.deep !== undefined) all.push(...closureOf(place.deep))
  if (place.directories !== undefined) {
    all.push(place.directories.inside, ...closureOf(place.directories.after))
  }
  place.closure = all
  return all
}

function classTest(
  token: Extract<GlobToken, { kind: 'class' }>,
  fold: (text: string) => string,
): (code: number) => boolean {
  const contains = (code: number) => token.ranges.some(([first, last]) => first <= code && code <= last)
  const foldsCase = fold('A') === 'a'
  return (code) => {
    const found = contains(code) || (foldsCase && contains(upperCode(code)))
    return found !== token.negated
  }
}

function upperCode(code: number): number {
  const upper = [...String.fromCodePoint(code).toUpperCase()]
  return upper.length === 1 ? (upper[0]?.codePointAt(0) ?? code) : code
}
