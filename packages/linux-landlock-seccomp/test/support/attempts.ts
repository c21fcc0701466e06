/** Shell functions that try something and say whether it worked. */

/** One line per attempt, so that a failure shows which one differed. */
export const ATTEMPTS = `
can() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }
read_() { can cat "$1"; }
list_() { can ls "$1"; }
write_() { can sh -c 'echo x > "$0"' "$1"; }
open_() { can sh -c ': >> "$0"' "$1"; }
make_() { can mkdir "$1"; }
`
