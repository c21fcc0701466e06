/** Expectations about addresses and sockets. */

import type { Expectations } from './expectation.js'

const BASE = { ':root': 'read', ':workspace_roots': { '.': 'write' } } as const
const TREE = { '$O/docker.sock': '<socket>', '$O/agent.sock': '<socket>', '$R/own.sock': '<socket>' }

export const NETWORK_EXPECTATIONS: readonly Expectations[] = [
  {
    name: 'network mode none',
    rules: BASE,
    tree: TREE,
    rows: `
      EPERM connect-ip   127.0.0.1:8080
      EPERM connect-ip   93.184.216.34:443
      EPERM connect-ip   ::1:8080
      EPERM bind-ip      127.0.0.1:3000
      EPERM accept-ip    127.0.0.1:3000
      EPERM connect-unix $O/docker.sock
      EPERM connect-unix $R/own.sock
      EPERM bind-unix    $R/new.sock
    `,
  },
  {
    name: 'network mode none with a socket',
    rules: BASE,
    tree: TREE,
    egress: { unixSockets: { '$O/agent.sock': 'allow' } },
    rows: `
      ok    connect-unix $O/agent.sock
      EPERM connect-unix $O/docker.sock
      EPERM connect-unix $R/own.sock
      EPERM bind-unix    $R/new.sock
      EPERM connect-ip   127.0.0.1:8080
      EPERM connect-ip   93.184.216.34:443
    `,
  },
  {
    name: 'network mode proxy',
    rules: BASE,
    tree: TREE,
    egress: { mode: 'proxy' },
    proxyPort: 8080,
    rows: `
      ok    connect-ip   127.0.0.1:8080
      ok    connect-ip   ::1:8080
      EPERM connect-ip   127.0.0.1:8081
      EPERM connect-ip   127.0.0.1:80
      EPERM connect-ip   93.184.216.34:8080
      EPERM connect-ip   93.184.216.34:53
      EPERM connect-ip   ::ffff:127.0.0.1:8080
      EPERM bind-ip      127.0.0.1:3000
      EPERM accept-ip    127.0.0.1:8080
      EPERM connect-unix $O/docker.sock
      EPERM bind-unix    $R/new.sock
    `,
  },
  {
    name: 'network mode proxy with sockets and servers',
    rules: BASE,
    tree: TREE,
    egress: {
      mode: 'proxy',
      unixSockets: { '$O/agent.sock': 'allow', '$O/docker.sock': 'deny' },
      allowLocalBinding: true,
    },
    proxyPort: 8080,
    rows: `
      ok    connect-unix $O/agent.sock
      EPERM connect-unix $O/docker.sock
      EPERM connect-unix $R/own.sock
      EPERM bind-unix    $R/new.sock
      ok    bind-ip      127.0.0.1:3000
      ok    accept-ip    127.0.0.1:3000
      EPERM connect-ip   127.0.0.1:3000
      EPERM bind-ip      0.0.0.0:3000
      EPERM accept-ip    0.0.0.0:3000
      EPERM connect-ip   93.184.216.34:443
      ok    connect-ip   127.0.0.1:8080
    `,
  },
  {
    name: 'a socket where reads are limited to a list',
    rules: { ':minimal': 'read', ':workspace_roots': { '.': 'write' } },
    tree: { ...TREE, '$O/deep/agent.sock': '<socket>' },
    egress: { mode: 'proxy', unixSockets: { '$O/deep/agent.sock': 'allow' } },
    proxyPort: 8080,
    rows: `
      ok    connect-unix $O/deep/agent.sock
      EPERM connect-unix $O/agent.sock
      EPERM open-read    $O/deep/agent.sock
      EPERM list         $O/deep
      ok    connect-ip   127.0.0.1:8080
    `,
  },
  {
    name: 'network mode full',
    rules: BASE,
    tree: TREE,
    egress: { mode: 'full' },
    rows: `
      ok    connect-ip   127.0.0.1:8080
      ok    connect-ip   93.184.216.34:443
      ok    connect-ip   ::1:53
      ok    bind-ip      0.0.0.0:3000
      ok    accept-ip    0.0.0.0:3000
      EPERM connect-unix $O/docker.sock
      EPERM connect-unix $O/agent.sock
      EPERM connect-unix $R/own.sock
      EPERM bind-unix    $R/new.sock
    `,
  },
  {
    name: 'network mode full with a socket',
    rules: BASE,
    tree: TREE,
    egress: { mode: 'full', unixSockets: { '$O/agent.sock': 'allow', '$O/docker.sock': 'deny' } },
    rows: `
      ok    connect-ip   93.184.216.34:443
      ok    connect-unix $O/agent.sock
      EPERM connect-unix $O/docker.sock
      EPERM connect-unix $R/own.sock
      EPERM bind-unix    $R/new.sock
    `,
  },
]
