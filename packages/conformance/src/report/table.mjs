/** Markdown tables. Pure. */

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 * @returns {readonly string[]}
 */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cellOf).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function cellOf(value) {
  return String(value).replaceAll('|', '\\|').replaceAll('\n', ' ')
}
