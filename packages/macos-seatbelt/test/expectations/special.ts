/** Expectations about restricted reads, single files, the whole disk, worktrees, and names that need escaping. */

import type { Expectations } from './expectation.js'

export const RESTRICTED_EXPECTATIONS: Expectations = {
  name: 'reads of the system and the workspace only',
  rules: {
    ':minimal': 'read',
    ':workspace_roots': { '.': 'write' },
    '$O/dir/shared': 'read',
    '$O/one': 'read',
  },
  tree: {
    '$R/src/a.ts': 'a',
    '$R/.git/config': 'config',
    '$R/outside': '-> $O/file',
    '$O/file': 'file',
    '$O/one': 'one',
    '$O/dir/inner': 'inner',
    '$O/dir/shared/page': 'page',
    '$H/notes': 'notes',
  },
  rows: `
    ok    open-read   $R/src/a.ts
    ok    list        $R
    ok    realpath    $R/src/a.ts
    ok    open-write  $R/src/a.ts
    ok    open-create $R/new
    EPERM open-write  $R/.git/config
    ok    list        /
    ok    stat        /
    ok    stat        $H
    EPERM list        $H
    EPERM open-read   $H/notes
    EPERM stat        $H/notes
    EPERM access      $H/notes
    EPERM access      $O/file
    ok    access      $R/src/a.ts
    ok    access      $O/one
    ok    access      /dev
    EPERM stat        /dev
    EPERM list        /dev
    EPERM open-create $H/new
    ok    readlink    $R/outside
    EPERM open-read   $R/outside
    EPERM open-read   $O/file
    EPERM stat        $O/file
    EPERM list        $O
    ok    stat        $O
    EPERM list        $O/dir
    ok    stat        $O/dir
    EPERM open-read   $O/dir/inner
    ok    open-read   $O/dir/shared/page
    ok    list        $O/dir/shared
    ok    realpath    $O/dir/shared/page
    EPERM open-write  $O/dir/shared/page
    ok    open-read   $O/one
    EPERM open-write  $O/one
    EPERM clone       $O/file -> $R/copy
    EPERM clone       $O/dir -> $R/copy
    EPERM clone       $O/dir/shared -> $R/copy
    EPERM link        $O/file -> $R/hard
    ok    clone       $O/one -> $R/copy
    ok    exec        /usr/bin/true
    ok    open-read   /etc/hosts
    ok    stat        /usr/lib
    EPERM open-create $T/sandbox-verify-new
  `,
}

export const FILE_EXPECTATIONS: Expectations = {
  name: 'grants of single files',
  rules: {
    ':root': 'read',
    '$O/list.txt': 'write',
    '$O/dir': 'write',
    '$O/dir/fixed': 'read',
    '$O/none.txt': 'write',
  },
  tree: {
    '$O/list.txt': 'list',
    '$O/other': 'other',
    '$O/dir/fixed': 'fixed',
    '$O/dir/sub/x': 'x',
    '$R/a': 'a',
  },
  rows: `
    ok    open-write  $O/list.txt
    ok    truncate    $O/list.txt
    ok    chmod       $O/list.txt
    ok    unlink      $O/list.txt
    ok    rename      $O/list.txt -> $O/dir/list
    EPERM rename      $O/list.txt -> $O/other
    EPERM open-create $O/list.txt.tmp
    EPERM open-write  $O/other
    EPERM open-create $O/none.txt
    ok    open-create $O/dir/new
    ok    rename      $O/dir/sub -> $O/dir/moved
    EPERM rename      $O/dir -> $O/d
    EPERM open-write  $O/dir/fixed
    EPERM unlink      $O/dir/fixed
    EPERM rename      $O/dir/sub/x -> $O/dir/fixed
    EPERM link        $O/dir/fixed -> $O/dir/hard
    ok    link        $O/list.txt -> $O/dir/hard
    EPERM open-create $R/new
  `,
}

export const WHOLE_DISK_EXPECTATIONS: Expectations = {
  name: 'the whole disk but some places',
  rules: { ':root': 'write', '$O/dir': 'deny', '$O/fixed': 'read' },
  tree: { '$O/dir/inner': 'inner', '$O/fixed/x': 'x', '$O/file': 'file', '$R/a': 'a' },
  rows: `
    ok    open-write  $O/file
    ok    open-create $O/new
    ok    unlink      $O/file
    ok    open-write  $R/a
    EPERM open-read   $O/dir/inner
    EPERM stat        $O/dir
    EPERM open-create $O/dir/new
    EPERM rename      $O/dir -> $O/d
    EPERM rename      $O -> $R/o
    EPERM clone       $O -> $R/o
    EPERM clone       $O/dir/inner -> $R/inner
    EPERM open-write  $O/fixed/x
    ok    open-read   $O/fixed/x
    EPERM rename      $O/fixed -> $O/f
    EPERM link        $O/fixed/x -> $O/hard
    EPERM link        $O/dir/inner -> $O/hard
  `,
}

export const WORKTREE_EXPECTATIONS: Expectations = {
  name: 'a linked worktree',
  rules: { ':root': 'read', ':workspace_roots': { '.': 'write' }, '$O/main': 'read', '$H/extra': 'write' },
  tree: {
    '$R/.git': 'gitdir: $R/real.git\n',
    '$R/real.git/config': 'config',
    '$R/real.git/hooks/': '',
    '$R/a': 'a',
    '$H/extra/x': 'x',
  },
  rows: `
    ok    open-read   $R/.git
    EPERM open-write  $R/.git
    EPERM unlink      $R/.git
    EPERM rename      $R/a -> $R/.git
    ok    open-read   $R/real.git/config
    EPERM open-write  $R/real.git/config
    EPERM open-create $R/real.git/hooks/post-commit
    EPERM rename      $R/real.git -> $R/other.git
    ok    open-write  $R/a
    EPERM mkdir       $H/extra/.git
    ok    open-write  $H/extra/x
  `,
}

export const NAME_EXPECTATIONS: Expectations = {
  name: 'names that mean something in a profile, a regular expression or a glob',
  rules: {
    ':root': 'read',
    ':workspace_roots': { '.': 'write', '*"quoted*': 'deny', '*.(x)': 'deny', '[[]draft[]]': 'deny' },
    '$R/say "no"': 'deny',
    '$R/back\\slash': 'deny',
    '$R/a+b(c)': 'read',
    '$R/größe': 'deny',
    '$R/missing "é" (1)': 'deny',
    '$R/semi;colon': 'deny',
    '$R/dollar$^.': 'read',
  },
  tree: {
    '$R/say "no"/x': 'x',
    '$R/back\\slash/x': 'x',
    '$R/a+b(c)/x': 'x',
    '$R/größe/x': 'x',
    '$R/semi;colon': 'x',
    '$R/dollar$^./x': 'x',
    '$R/un"quoted': 'x',
    '$R/file.(x)': 'x',
    '$R/file.x': 'x',
    '$R/[draft]': 'x',
    '$R/d': 'x',
    '$R/aab(c)': 'x',
  },
  rows: `
    EPERM open-read   $R/say "no"/x
    EPERM list        $R/say "no"
    EPERM open-create $R/say "no"/new
    EPERM open-read   $R/back\\slash/x
    ok    open-read   $R/a+b(c)/x
    EPERM open-write  $R/a+b(c)/x
    ok    open-write  $R/aab(c)
    EPERM open-read   $R/größe/x
    EPERM open-read   $R/GRÖßE/x
    EPERM mkdir       $R/missing "é" (1)
    EPERM mkdir       $R/Missing "É" (1)
    EPERM mkdir       $R/missing "e\u0301" (1)
    ok    mkdir       $R/missing "e" (1)
    EPERM open-read   $R/semi;colon
    EPERM open-create $R/dollar$^./new
    ok    open-create $R/dollarx
    EPERM open-read   $R/un"quoted
    EPERM open-create $R/new "quoted"
    ok    open-create $R/new quoted
    EPERM open-read   $R/file.(x)
    ok    open-read   $R/file.x
    EPERM open-read   $R/[draft]
    ok    open-read   $R/d
  `,
}
