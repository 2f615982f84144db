import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo, useContext } from 'react'
import css from '../../canvas/Block.module.css'
import { BlockHead, Elsewhere, Placed } from '../../canvas/BlockHead'
import type { Component, ComponentStatus } from '../../shared/api/types'
import { useComponentStatus, useCrew, useLive } from '../../shared/api/useLive'
import { tellState } from '../../shared/states'
import { Bar } from '../../shared/ui/Bar'
import { Mark } from '../../shared/ui/Mark'
import type { BlockNode } from './drawing'
import { headline, loads } from './figures'
import { blockId, select, Selected } from './selection'

/** How many replicas of which versions a service runs. */
function Crew({ service }: { service: string }) {
  const crew = useCrew(service)
  if (!crew) return null
  return (
    <span className={css.crew} title={`Replicas: ${crew}`}>
      {crew}
    </span>
  )
}

function Figures({ status }: { status: ComponentStatus }) {
  const now = useLive((live) => live.status?.time ?? 0)
  const troubled = tellState(status.state).tone === 'bad' || tellState(status.state).tone === 'warn'
  if (troubled && status.reason) {
    return (
      <span className={css.reason} title={status.reason}>
        {status.reason}
      </span>
    )
  }
  return (
    <span className={css.figures}>
      {headline(status, now).map(({ label, value }) => (
        <span key={label}>
          <strong>{value}</strong> {label}
        </span>
      ))}
      <Crew service={status.name} />
    </span>
  )
}

/** What a component that does not run will ask for. */
function Needs({ component }: { component: Component }) {
  const limits = loads(component).flatMap(({ limit, show }) => (limit === null ? [] : [show(limit)]))
  if (limits.length === 0) return null
  return <span className={css.figures}>needs {limits.join(', ')}</span>
}

function BlockView({ data: { component } }: NodeProps<BlockNode>) {
  const status = useComponentStatus(component.name)
  const selected = useContext(Selected) === component.name
  const bars = loads(component, status?.metrics).filter((load) => status?.metrics[load.metric] != null)
  return (
    <>
      <Handle type="target" position={Position.Left} className={css.handle} />
      <button
        type="button"
        id={blockId(component.name)}
        className={css.block}
        data-tone={tellState(status?.state).tone}
        data-state={status?.state ?? 'absent'}
        aria-pressed={selected}
        onClick={() => select(selected ? null : component.name)}
      >
        <BlockHead
          icon={component.role}
          name={component.name}
          type={component.type}
          corner={!component.selected && <Mark told={tellState(status?.state)} />}
        >
          {component.placed && <Placed />}
          {component.selected && <Elsewhere selected={component.selected} />}
        </BlockHead>
        {status ? <Figures status={status} /> : !component.selected && <Needs component={component} />}
        <span className={css.bars}>
          {bars.map(({ label, metric, limit, show }) => (
            <Bar key={label} label={label} value={status?.metrics[metric]} limit={limit} show={show} />
          ))}
        </span>
      </button>
      <Handle type="source" position={Position.Right} className={css.handle} />
    </>
  )
}

export const Block = memo(BlockView)
