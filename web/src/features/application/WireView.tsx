import type { EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { WireLine } from '../../canvas/WireLine'
import { useComponentStatus } from '../../shared/api/useLive'
import type { WireEdge } from './drawing'

function Line({ id, data, markerEnd, markerStart }: EdgeProps<WireEdge>) {
  const source = useComponentStatus(data?.wire.source ?? '')
  if (data === undefined) return null
  return <WireLine id={id} {...data} markerEnd={markerEnd} markerStart={markerStart} flows={source?.state === 'ready'} />
}

export const WireView = memo(Line)
