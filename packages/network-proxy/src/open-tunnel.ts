/** One tunnel from the wish to its end, whichever protocol asked for it. */

import type { Socket } from 'node:net'
import type { Audit } from './audit.js'
import type { Authority } from './authority.js'
import type { Connector, Inflow } from './connector.js'
import type { Gate } from './gate.js'
import type { BufferBudget } from './inlet.js'
import type { EgressLimits } from './limits.js'
import { type EgressProtocol, type Refusal, RefusedError } from './refusal.js'
import { guardServerName } from './server-name-guard.js'
import { type ClientEnd, takeOver } from './take-over.js'
import { joinTunnel } from './tunnel.js'
import { asUnreachable, type UnreachableError } from './unreachable.js'
import type { UpstreamChoice } from './upstream-url.js'

/** How a protocol answers. */
export interface TunnelReplies {
  /** Goes before the server's bytes. */
  readonly granted: string | Buffer
  refused(refusal: Refusal): void
  failed(error: UnreachableError): void
}

/** What every tunnel needs. */
export interface TunnelParts {
  readonly gate: Gate
  readonly connector: Connector
  readonly chooseUpstream: UpstreamChoice
  readonly audit: Audit
  readonly limits: EgressLimits
  readonly buffers: BufferBudget
  /** Called for every socket that is made, so that it can be closed with the proxy. */
  readonly track: (socket: Socket) => void
}

/** What is asked for. */
export interface TunnelWish {
  readonly target: Authority
  readonly protocol: Exclude<EgressProtocol, 'http'>
  readonly method?: string | undefined
}

/** TLS: fatal alert, access denied. */
const ACCESS_DENIED = Buffer.from([21, 3, 3, 0, 2, 2, 49])

/** Settles when the tunnel stands or has been refused. The client's socket belongs to this from here on. */
export async function openTunnel(
  parts: TunnelParts,
  client: Socket,
  wish: TunnelWish,
  replies: TunnelReplies,
): Promise<void> {
  const { gate, connector, audit, limits } = parts
  const gone = new AbortController()
  const abandon = () => gone.abort()
  client.once('close', abandon)
  const refuse = (refusal: Refusal) => {
    audit.refused(refusal, wish)
    replies.refused(refusal)
  }
  const fail = (error: unknown) => {
    if (error instanceof RefusedError) return refuse(error.refusal)
    const failure = asUnreachable(error)
    audit.failed(failure, wish)
    replies.failed(failure)
  }
  const reach = async (): Promise<Inflow | undefined> => {
    const permit = await gate.permit(wish)
    if (!('reason' in permit)) {
      return await connector.tunnel(permit, parts.chooseUpstream(wish.target, 'tunnel'), gone.signal)
    }
    refuse(permit)
    return undefined
  }
  const inflow = await reach().catch(fail)
  client.off('close', abandon)
  if (inflow === undefined) return
  const end = takeOver(client, parts.buffers)
  if (end === undefined) {
    inflow.server.destroy()
    return
  }
  parts.track(end.socket)
  end.socket.write(replies.granted)
  await serveTunnel({ client: end, inflow, wish, audit, limits })
}

interface OpenTunnel {
  readonly client: ClientEnd
  readonly inflow: Inflow
  readonly wish: TunnelWish
  readonly audit: Audit
  readonly limits: EgressLimits
}

async function serveTunnel({ client, inflow, wish, audit, limits }: OpenTunnel): Promise<void> {
  const { server } = inflow
  const close = audit.opened(wish)
  const tunnel = joinTunnel(client, server, {
    pour: (to) => inflow.pour(to),
    idleTime: limits.idleTime,
    stallTime: limits.stallTime,
    onClose: () => close(server.bytesWritten, server.bytesRead),
  })
  const verdict = await guardServerName(client, wish.target, limits.headTime)
  if ('bytes' in verdict) return tunnel.letClientSpeak(verdict.bytes)
  audit.refused(verdict, wish)
  tunnel.refuse(ACCESS_DENIED)
}
