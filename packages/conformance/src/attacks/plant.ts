/** Files that other tools read and obey later, without anybody asking for it. */

import { type Outcome, type Program, sh } from './attack.js'

const VARIABLE = { w: '$W', home: '$HOME' } as const

/** Writes all of them. */
export function plant(where: keyof typeof VARIABLE, names: readonly string[]): Program {
  return sh`cd "${VARIABLE[where]}" && for name in ${names.join(' ')}; do
  mkdir -p "$(dirname "$name")" && echo "# $NONCE" > "$name"
done`
}

/** Any of them is there with its content. */
export function planted(
  where: keyof typeof VARIABLE,
  names: readonly string[],
): (outcome: Outcome) => boolean {
  return ({ stage }) => names.some((name) => stage.read(`${where}/${name}`).includes(stage.nonce))
}
