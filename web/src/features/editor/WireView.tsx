import { CloseButton } from '@mantine/core'
import type { Edge, EdgeProps } from '@xyflow/react'
import { memo, type KeyboardEvent } from 'react'
import { WireLine } from '../../canvas/WireLine'
import type { Wire } from '../../graph/types'
import css from './WireView.module.css'
import { useDesk } from './desk'
import type { Link } from './drawing'
import { disconnect } from './edits'

export type LinkEdge = Edge<{ wire: Wire & Link; chosen: boolean }, 'wire'>

/** The button that takes a wire away. */
function Cut({ link }: { link: Link }) {
  const desk = useDesk()
  const { element, relation } = link
  const target = link.source === element ? link.target : link.source
  const cut = () => void desk.act([disconnect(desk.file, { element, relation, target })])
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return
    event.stopPropagation()
    cut()
  }
  return (
    <span className={css.cut}>
      {relation}
      <CloseButton size="xs" autoFocus aria-label={`Disconnect ${target} from ${element}`} onClick={cut} onKeyDown={keys} />
    </span>
  )
}

function Line({ id, data, markerEnd, markerStart }: EdgeProps<LinkEdge>) {
  const { selected } = useDesk()
  if (data === undefined) return null
  const { wire, chosen } = data
  const joint = wire.relation === ''
  return (
    <WireLine id={id} wire={wire} markerEnd={markerEnd} markerStart={markerStart} topics={joint ? wire.element : ''} latency={wire.text} marked={chosen || (joint && selected === wire.element)}>
      {chosen && !joint && <Cut link={wire} />}
    </WireLine>
  )
}

export const WireView = memo(Line)
