import { BaseEdge, EdgeLabelRenderer } from '@xyflow/react'
import type { ReactNode } from 'react'
import type { Wire } from '../graph/types'
import css from './Wire.module.css'

interface Props {
  id: string
  wire: Wire
  markerStart?: string
  markerEnd?: string
  /** Whether events run along it now. */
  flows?: boolean
  /** Whether it is looked at closely. */
  marked?: boolean
  /** What became of it between two states. */
  change?: 'added' | 'removed' | 'changed'
  topics?: string
  latency?: string
  /** What can be done with it. */
  children?: ReactNode
}

/** A wire as it was routed, with what is said beside it. */
export function WireLine(props: Props) {
  const { id, wire, markerStart, markerEnd, flows = false, marked = false, change, topics, latency, children } = props
  const at = `translate(-50%, -50%) translate(${wire.label.x}px, ${wire.label.y}px)`
  return (
    <>
      <BaseEdge
        id={id}
        path={wire.path}
        markerEnd={markerEnd}
        markerStart={markerStart}
        className={change ? css[change] : marked ? css.marked : css.wire}
      />
      {flows && <path d={wire.path} className={css.flow} data-flow={wire.flow} />}
      {(topics || latency || children) && (
        <EdgeLabelRenderer>
          <div className={css.label} style={{ transform: at }}>
            {topics && <span>{topics}</span>}
            {latency && <span className={css.latency}>{latency}</span>}
            {children}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
