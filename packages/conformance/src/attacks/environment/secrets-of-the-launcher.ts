import { type Attack, leaked, sh } from '../attack.js'

export const attack: Attack = {
  id: 'environment/secrets-of-the-launcher',
  tries: 'to find secrets in the arguments and variables of what started it',
  source: 'srt 4B.1, 32',
  program: sh`p=$$; while [ "$p" -gt 0 ] 2> /dev/null; do
  cat "/proc/$p/environ" "/proc/$p/cmdline"; p=$(sed -n 's/^PPid:.//p' "/proc/$p/status")
done`,
  succeeded: leaked,
  control: 'plain',
}
