import { type Attack, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'leftovers/records',
  tries: 'to plant a record in the directory where runs tell each other what they occupy',
  source: 'codex `sandbox_rejects_symlinked_synthetic_mount_registry`',
  program: sh`for d in /run/sandbox "/run/user/$(id -u)/sandbox" "/tmp/.sandbox-$(id -u)" "$BAIT/run/sandbox"; do
  mkdir "$d/$NONCE" && rmdir "$d/$NONCE" && echo "reached $NONCE"
done`,
  succeeded: reached,
  control: { none: 'runs that go on at this moment have their records there' },
}
