import { type Attack, arrived, sh } from '../attack.js'

export const attack: Attack = {
  id: 'terminal/of-another',
  tries: 'to write to the terminal of another process',
  source: 'write(1), ttys of the same user; CVE-2025-52565 is about consoles',
  program: sh`printf %s "$NONCE" > "$BAIT_TERMINAL"`,
  succeeded: arrived,
  control: 'plain',
}
