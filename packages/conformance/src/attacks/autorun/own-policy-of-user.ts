import { type Attack, sh } from '../attack.js'

export const attack: Attack = {
  id: 'autorun/own-policy-of-user',
  tries: 'to write the configuration of the sandbox in a home that it may write',
  source: 'docs/security-model.md, "to widen its own policy"',
  rules: { '../session': 'write' },
  program: sh`cd "$STAGE/../session" && mkdir -p .config/sandbox && echo "# $NONCE" > .config/sandbox/config.toml`,
  succeeded: ({ stage }) => stage.read('../session/.config/sandbox/config.toml').includes(stage.nonce),
  control: 'plain',
}
