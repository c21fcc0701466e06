/** Expectations about files under the built-in profiles, and about denies, reopenings and globs. */

import type { Expectations } from './expectation.js'

const WORKSPACE = {
  ':root': 'read',
  ':workspace_roots': { '.': 'write' },
  ':slash_tmp': 'write',
  ':tmpdir': 'write',
} as const

const PROJECT = {
  '$R/.git/config': 'config',
  '$R/.git/hooks/': '',
  '$R/src/a.ts': 'a',
  '$R/src/deep/b.ts': 'b',
  '$R/empty/': '',
  '$R/sub/.git/config': 'config',
  '$R/inside': '-> src/a.ts',
  '$R/outside': '-> $O/file',
  '$R/loop': '-> loop',
  '$O/file': 'file',
  '$O/dir/inner': 'inner',
  '$O/empty/': '',
  '$H/.ssh/id': 'secret',
}

export const WORKSPACE_EXPECTATIONS: Expectations = {
  name: 'the built-in :workspace',
  rules: WORKSPACE,
  tree: { ...PROJECT, '$T/sandbox-verify$R/': '' },
  rows: `
    ok    open-read   $R/src/a.ts
    ok    stat        $R/src
    ok    lstat       $R/inside
    ok    readlink    $R/inside
    ok    realpath    $R/src/deep/b.ts
    ok    list        $R
    ok    access      $R/src/a.ts
    ok    open-read   $R/inside
    ok    open-read   $R/outside
    ok    open-read   $O/file
    ok    list        $O/dir
    ok    open-read   $H/.ssh/id
    ok    open-read   /etc/hosts
    ok    stat        /usr/lib
    ok    exec        /usr/bin/true
    ok    open-write  $R/src/a.ts
    ok    open-create $R/new.txt
    ok    open-create $R/src/new.txt
    ok    truncate    $R/src/a.ts
    ok    chmod       $R/src/a.ts
    ok    utimes      $R/src/a.ts
    ok    mkdir       $R/made
    ok    mkfifo      $R/fifo
    ok    unlink      $R/src/a.ts
    ok    unlink      $R/outside
    ok    rmdir       $R/empty
    ok    rename      $R/src -> $R/lib
    ok    rename      $R/src/a.ts -> $R/b.ts
    ok    rename      $R/sub -> $R/moved
    ok    link        $R/src/a.ts -> $R/hard
    ok    symlink     $O/file -> $R/soft
    ok    clone       $O/file -> $R/copy
    EPERM clone       $O/dir -> $R/copy
    EPERM clone       $R/src -> $R/copy
    EPERM clone       $R/sub -> $R/copy
    EPERM clone       $H -> $T/sandbox-verify-copy
    ok    open-write  $R/inside
    EPERM open-write  $R/outside
    EPERM truncate    $R/outside
    EPERM chmod       $R/outside
    EPERM open-write  $O/file
    EPERM open-create $O/new
    EPERM truncate    $O/file
    EPERM chmod       $O/file
    EPERM utimes      $O/file
    EPERM mkdir       $O/made
    EPERM mkfifo      $O/fifo
    EPERM unlink      $O/file
    EPERM rmdir       $O/empty
    EPERM rename      $O/file -> $R/stolen
    EPERM rename      $R/src/a.ts -> $O/dropped
    EPERM rename      $R/src -> $O/dropped
    EPERM link        $O/file -> $R/hard
    EPERM link        $R/src/a.ts -> $O/hard
    EPERM symlink     $R/src -> $O/soft
    EPERM clone       $R/src/a.ts -> $O/copy
    EPERM open-create $H/.zshrc
    EPERM open-write  $H/.ssh/id
    ok    open-read   $R/.git/config
    ok    list        $R/.git
    EPERM open-write  $R/.git/config
    EPERM open-create $R/.git/hooks/pre-commit
    EPERM mkdir       $R/.git/made
    EPERM unlink      $R/.git/config
    EPERM rmdir       $R/.git/hooks
    EPERM rename      $R/.git -> $R/git
    EPERM rename      $R/.git/hooks -> $R/hooks
    EPERM rename      $R/src -> $R/.git/src
    EPERM link        $R/.git/config -> $R/config
    EPERM link        $R/src/a.ts -> $R/.git/a
    EPERM symlink     $R/src -> $R/.git/hooks/soft
    EPERM chmod       $R/.git/config
    EPERM open-create $R/.GIT/hooks/pre-commit
    ok    clone       $R/.git/config -> $R/config
    EPERM mkdir       $R/.codex
    EPERM mkdir       $R/.CODEX
    EPERM mkdir       $R/.Codex
    EPERM mkdir       $R/.agents
    EPERM symlink     $R/src -> $R/.agents
    EPERM rename      $R/src -> $R/.codex
    EPERM open-create $R/sandbox.toml
    EPERM open-create $R/Sandbox.TOML
    EPERM symlink     $R/src/a.ts -> $R/sandbox.toml
    ok    mkdir       $R/.codex2
    ok    mkdir       $R/codex
    ok    mkdir       $R/xcodex
    ok    open-create $R/sandboxXtoml
    ok    mkdir       $T/sandbox-verify$R/.codex
    ok    open-create $R/xsandbox.toml
    ok    mkdir       $R/src/.codex
    ok    open-write  $R/sub/.git/config
    ENOENT mkdir      $R/none/made
    EEXIST mkdir      $R/src
    EPERM rename      $R -> $O/repo
    EPERM rmdir       $R
    EPERM rename      $O/empty -> $R/empty
    ok    open-create $T/sandbox-verify-new
    ok    mkdir       $T/sandbox-verify-made
    ok    open-write  /dev/null
  `,
}

export const READ_ONLY_EXPECTATIONS: Expectations = {
  name: 'the built-in :read-only',
  rules: { ':root': 'read' },
  tree: PROJECT,
  rows: `
    ok    open-read   $R/src/a.ts
    ok    list        $R
    ok    realpath    $R/src/deep/b.ts
    ok    open-read   $H/.ssh/id
    ok    open-read   $R/outside
    ok    exec        /usr/bin/true
    ok    open-write  /dev/null
    EPERM open-write  $R/src/a.ts
    EPERM open-create $R/new
    EPERM mkdir       $R/made
    EPERM unlink      $R/src/a.ts
    EPERM rmdir       $R/empty
    EPERM rename      $R/src -> $R/lib
    EPERM link        $R/src/a.ts -> $R/hard
    EPERM symlink     $R/src -> $R/soft
    EPERM clone       $R/src/a.ts -> $R/copy
    EPERM truncate    $R/src/a.ts
    EPERM chmod       $R/src/a.ts
    EPERM utimes      $R/src/a.ts
    EPERM mkfifo      $R/fifo
    EPERM open-create $T/sandbox-verify-new
    EPERM mkdir       $T/sandbox-verify-made
  `,
}

export const CLOSED_EXPECTATIONS: Expectations = {
  name: 'denied and reopened paths',
  rules: {
    ...WORKSPACE,
    '$H/.ssh': 'deny',
    '$R/secrets': 'deny',
    '$R/secrets/public': 'write',
    '$R/secrets/shown': 'read',
    '$R/secrets/public/again': 'deny',
    '$R/conf/local/keys': 'deny',
    '$R/docs': 'read',
    '$R/later': 'deny',
    '$O/one': 'deny',
  },
  tree: {
    ...PROJECT,
    '$R/secrets/key': 'key',
    '$R/secrets/public/page': 'page',
    '$R/secrets/public/again/key': 'key',
    '$R/secrets/shown/page': 'page',
    '$R/docs/page': 'page',
    '$R/conf/': '',
    '$R/shortcut': '-> secrets/key',
    '$R/passage': '-> secrets/public/page',
    '$O/one': 'one',
  },
  rows: `
    EPERM open-read   $H/.ssh/id
    EPERM stat        $H/.ssh/id
    EPERM stat        $H/.ssh
    EPERM list        $H/.ssh
    EPERM realpath    $H/.ssh/id
    EPERM access      $H/.ssh/id
    EPERM open-write  $H/.ssh/id
    EPERM clone       $H/.ssh/id -> $R/copy
    EPERM clone       $H/.ssh -> $R/copy
    EPERM clone       $H -> $T/sandbox-verify-copy
    EPERM clone       $O -> $R/copy
    EPERM clone       $O/one -> $R/copy
    EPERM clone       $R/secrets -> $R/copy
    EPERM clone       $R/secrets/public -> $R/copy
    EPERM clone       $R/secrets/key -> $R/copy
    EPERM clone       $R/shortcut -> $R/copy
    EPERM clone       $R/conf -> $R/copy
    ok    clone       $R/passage -> $R/copy
    EPERM clone       $R/src/a.ts -> $R/later
    EPERM clone       $R/src/a.ts -> $R/secrets/a
    EPERM clone       $R/src/a.ts -> $R/docs/a
    EPERM link        $H/.ssh/id -> $R/hard
    EPERM rename      $H/.ssh/id -> $R/id
    EPERM rename      $H/.ssh -> $R/ssh
    EPERM open-read   $H/.SSH/id
    ok    list        $H
    EPERM open-read   $O/one
    EPERM stat        $O/one
    EPERM open-read   $R/secrets/key
    EPERM open-write  $R/secrets/key
    EPERM unlink      $R/secrets/key
    EPERM open-create $R/secrets/new
    EPERM mkdir       $R/secrets/made
    EPERM list        $R/secrets
    ok    stat        $R/secrets
    EPERM chmod       $R/secrets
    EPERM rename      $R/secrets -> $R/moved
    EPERM rename      $R/secrets/key -> $R/key
    EPERM rename      $R/src/a.ts -> $R/secrets/a
    EPERM link        $R/secrets/key -> $R/hard
    EPERM open-read   $R/shortcut
    ok    readlink    $R/shortcut
    ok    open-read   $R/passage
    ok    open-read   $R/secrets/public/page
    ok    open-write  $R/secrets/public/page
    ok    open-create $R/secrets/public/new
    ok    unlink      $R/secrets/public/page
    ok    realpath    $R/secrets/public/page
    ok    list        $R/secrets/public
    ok    rename      $R/secrets/public/page -> $R/page
    ok    link        $R/secrets/public/page -> $R/hard
    EPERM rename      $R/secrets/public -> $R/public
    EPERM rmdir       $R/secrets/public
    EPERM open-read   $R/secrets/public/again/key
    EPERM list        $R/secrets/public/again
    EPERM rename      $R/secrets/public/again -> $R/again
    ok    open-read   $R/secrets/shown/page
    ok    list        $R/secrets/shown
    EPERM open-write  $R/secrets/shown/page
    EPERM open-create $R/secrets/shown/new
    EPERM unlink      $R/secrets/shown/page
    EPERM link        $R/secrets/shown/page -> $R/hard
    ok    clone       $R/secrets/shown/page -> $R/copy
    ok    open-read   $R/docs/page
    EPERM open-write  $R/docs/page
    EPERM open-create $R/docs/new
    EPERM rename      $R/docs -> $R/d
    EPERM rename      $R/src -> $R/docs/src
    EPERM open-create $R/later
    EPERM mkdir       $R/later
    EPERM mkdir       $R/LATER
    EPERM symlink     $R/src -> $R/later
    EPERM rename      $R/src -> $R/later
    EPERM mkdir       $R/conf/local
    EPERM mkdir       $R/conf/Local
    EPERM symlink     $R/src -> $R/conf/local
    EPERM rename      $R/src -> $R/conf/local
    EPERM rename      $R/conf -> $R/c
    EPERM rmdir       $R/conf
    ok    mkdir       $R/conf/other
    ok    open-create $R/conf/file
    ok    rename      $R/src -> $R/lib
  `,
}

export const GLOB_EXPECTATIONS: Expectations = {
  name: 'deny globs',
  rules: {
    ...WORKSPACE,
    ':workspace_roots': {
      '.': 'write',
      '**/*.env': 'deny',
      '?.key': 'deny',
      '[a-c]*.pem': 'deny',
      'vault/**': 'deny',
    },
    '$R/keys.env': 'read',
  },
  tree: {
    ...PROJECT,
    '$R/.env': 'x',
    '$R/prod.env': 'x',
    '$R/keys.env': 'x',
    '$R/app/deep/local.env': 'x',
    '$R/app/code': 'x',
    '$R/box.env/inner': 'x',
    '$R/a.key': 'x',
    '$R/é.key': 'x',
    '$R/ab.key': 'x',
    '$R/b.pem': 'x',
    '$R/d.pem': 'x',
    '$R/vault/key': 'x',
    '$R/free/code': 'x',
    '$O/prod.env': 'x',
  },
  rows: `
    EPERM open-read   $R/.env
    EPERM open-read   $R/prod.env
    EPERM open-read   $R/PROD.ENV
    EPERM stat        $R/prod.env
    EPERM open-write  $R/prod.env
    EPERM unlink      $R/prod.env
    EPERM rename      $R/prod.env -> $R/prod.txt
    EPERM link        $R/prod.env -> $R/prod.txt
    EPERM clone       $R/prod.env -> $R/prod.txt
    EPERM clone       $R/app/code -> $R/code.env
    EPERM clone       $R/app -> $R/copy
    EPERM clone       $R/box.env -> $R/copy
    EPERM clone       $R/box.env/inner -> $R/copy
    EPERM clone       $R/vault -> $R/copy
    EPERM clone       $R/vault/key -> $R/copy
    EPERM clone       $R/free -> $R/copy
    ok    clone       $R/app/code -> $R/copy
    EPERM open-read   $R/keys.env
    EPERM open-read   $R/app/deep/local.env
    EPERM rename      $R/app -> $R/moved
    EPERM rename      $R/app/deep -> $R/deep
    EPERM rename      $R/app/deep -> $T/sandbox-verify-deep
    EPERM rmdir       $R/app
    ok    open-write  $R/app/code
    ok    unlink      $R/app/code
    ok    rename      $R/free -> $R/moved
    EPERM open-create $R/new.env
    EPERM open-create $R/free/New.Env
    EPERM mkdir       $R/dir.env
    EPERM rename      $R/src/a.ts -> $R/a.env
    EPERM list        $R/box.env
    EPERM open-read   $R/box.env/inner
    EPERM open-create $R/box.env/new
    EPERM open-read   $R/a.key
    EPERM open-read   $R/é.key
    ok    open-read   $R/ab.key
    EPERM open-read   $R/b.pem
    ok    open-read   $R/d.pem
    EPERM open-create $R/cert.pem
    ok    open-create $R/zert.pem
    EPERM list        $R/vault
    EPERM stat        $R/vault
    EPERM open-read   $R/vault/key
    EPERM open-create $R/vault/new
    EPERM rename      $R/vault -> $R/v
    ok    open-read   $O/prod.env
    ok    open-create $R/prod.envx
  `,
}

/** For the simulator only: where nothing enforces, each of these rows would damage the machine that asks it. */
export const SYSTEM_EXPECTATIONS: Expectations = {
  name: 'places of the system and shared ones',
  rules: WORKSPACE,
  tree: { ...PROJECT, '/dev/ttys004': '<device>' },
  rows: `
    EPERM open-read   /dev/ttys004
    EPERM open-write  /dev/ttys004
    ok    stat        /dev/ttys004
    EPERM open-write  /etc/hosts
    EPERM open-create /etc/new
    EPERM open-create /usr/lib/new
    EPERM mkdir       /Library/made
    EPERM mkdir       $T/.git
    EPERM open-create $T/sandbox.toml
    EPERM unlink      /dev/null
    EPERM unlink      /etc/hosts
    EPERM rename      /usr/lib -> $R/lib2
  `,
}
