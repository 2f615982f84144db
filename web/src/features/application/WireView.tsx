import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useComponentStatus } from '../../shared/api/useLive'
import type { WireEdge } from './drawing'
import css from './Wire.module.css'

function WireLine({ id, data, markerEnd, markerStart }: EdgeProps<WireEdge>) {
  const source = useComponentStatus(data?.wire.source ?? '')
  if (data === undefined) return null
  const { wire, topics, latency } = data
  const flows = source?.state === 'ready'
  const at = `translate(-50%, -50%) translate(${wire.label.x}px, ${wire.label.y}px)`
  return (
    <>
      <BaseEdge id={id} path={wire.path} markerEnd={markerEnd} markerStart={markerStart} className={css.wire} />
      {flows && <path d={wire.path} className={css.flow} data-flow={wire.flow} />}
      {(topics || latency) && (
        <EdgeLabelRenderer>
          <div className={css.label} style={{ transform: at }}>
            {topics && <span>{topics}</span>}
            {latency && <span className={css.latency}>{latency}</span>}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
}

export const WireView = memo(WireLine)
