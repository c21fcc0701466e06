/** A filter as a graph of decisions in which equal parts exist once. */

/** The end of a decision: what `seccomp` shall return. */
export interface Answer {
  readonly kind: 'answer'
  readonly value: number
}

/** How a branch compares what it loaded, without sign. */
export type Test = 'equal' | 'at-least' | 'any-bit'

/** A question about one 32-bit word of the call. */
export interface Branch {
  readonly kind: 'branch'
  readonly id: number
  /** Byte offset of the word in `struct seccomp_data`. */
  readonly word: number
  /** The bits that count; undefined for all. */
  readonly mask: number | undefined
  readonly test: Test
  readonly value: number
  readonly yes: Node
  readonly no: Node
}

export type Node = Answer | Branch

/** Makes nodes; asked twice for the same, it gives the same. */
export interface Graph {
  answer(value: number): Answer
  branch(question: Omit<Branch, 'kind' | 'id' | 'yes' | 'no'>, yes: Node, no: Node): Node
}

export function createGraph(): Graph {
  const answers = new Map<number, Answer>()
  const branches = new Map<string, Branch>()
  return {
    answer: (value) => remember(answers, value, () => ({ kind: 'answer', value })),
    branch: ({ word, mask, test, value }, yes, no) => {
      if (yes === no) return yes
      const key = `${word}&${mask} ${test} ${value} ${name(yes)} ${name(no)}`
      return remember(branches, key, () => {
        return { kind: 'branch', id: branches.size, word, mask, test, value, yes, no }
      })
    },
  }
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const old = known.get(key)
  if (old !== undefined) return old
  const made = make()
  known.set(key, made)
  return made
}

function name(node: Node): string {
  return node.kind === 'answer' ? `=${node.value}` : `#${node.id}`
}
