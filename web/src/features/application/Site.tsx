import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { Homeless, HostFrame } from '../../canvas/Site'
import { useLive } from '../../shared/api/useLive'
import { bytes, percent } from '../../shared/format'
import { Bar } from '../../shared/ui/Bar'
import type { HostNode } from './drawing'
import { hostLoads } from './figures'

function HostView({ data: { host } }: NodeProps<HostNode>) {
  const metrics = useLive((live) => live.status?.hosts.find((one) => one.name === host?.name)?.metrics)
  const { cpu, memory } = hostLoads(metrics)
  if (host === null) return <Homeless />
  const about = `${host.type} at ${host.site || 'no site'}, ${host.address || 'no address'}, ${host.cpu} cores, ${bytes(host.memory)}`
  return (
    <HostFrame {...host} about={about}>
      {metrics && (
        <>
          <Bar label="CPU" value={cpu === null ? null : cpu / (host.cpu || 1)} limit={1} show={percent} short />
          <Bar label="Mem" value={memory} limit={host.memory} show={bytes} short />
        </>
      )}
    </HostFrame>
  )
}

export const HostBox = memo(HostView)
