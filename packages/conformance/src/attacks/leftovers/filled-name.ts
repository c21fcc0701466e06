import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'leftovers/filled-name',
  tries: 'to put something into the place of a missing repository, so that it stays',
  source: 'codex `cleanup_synthetic_mount_targets`; claude-code issue 17087',
  program: sh`for name in .git .codex .agents sandbox.toml; do mkdir "$W/$name"; echo > "$W/$name/kept"; ln -s x "$W/$name/link"; done`,
  succeeded: ({ stage }) =>
    ['.git', '.codex', '.agents', 'sandbox.toml'].some((name) => stage.exists(`w/${name}`)),
  control: 'plain',
}
