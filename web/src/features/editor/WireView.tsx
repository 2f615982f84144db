import { CloseButton } from '@mantine/core'
import type { Edge, EdgeProps } from '@xyflow/react'
import { memo, type KeyboardEvent } from 'react'
import { WireLine } from '../../canvas/WireLine'
import type { Wire } from '../../graph/types'
import { useValue } from '../../shared/value'
import css from './WireView.module.css'
import { useLatestDesk, type Desk } from './desk'
import type { Link } from '../../canvas/links'
import { disconnect } from './edits'

export type LinkEdge = Edge<{ wire: Wire & Link; chosen: boolean }, 'wire'>

/** The button that takes a wire away. */
function Cut({ link, desk }: { link: Link; desk: Desk }) {
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
  const { current: desk } = useLatestDesk()
  const looked = useValue(desk.picks, (names) => data !== undefined && names.has(data.wire.element))
  if (data === undefined) return null
  const { wire, chosen } = data
  const joint = wire.relation === ''
  return (
    <WireLine id={id} wire={wire} markerEnd={markerEnd} markerStart={markerStart} topics={joint ? wire.element : ''} latency={wire.text} marked={chosen || (joint && looked)}>
      {chosen && !joint && <Cut link={wire} desk={desk} />}
    </WireLine>
  )
}

export const WireView = memo(Line)
