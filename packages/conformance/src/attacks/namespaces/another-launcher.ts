import { type Attack, either, leaked, reached, sh } from '../attack.js'

export const attack: Attack = {
  id: 'namespaces/another-launcher',
  tries: 'to start a sandbox of its own, in which it arranges the mounts',
  source: 'peers 4.4; srt `enableWeakerNestedSandbox`',
  program: sh`unshare --user --map-root-user --mount sh -c 'umount "$STAGE/secret"; cat "$SECRET"; echo "reached $NONCE"'`,
  succeeded: either(leaked, reached),
  control: 'namespace',
}
