// Blocks while they are dragged; a host takes along what stands in it.
import type { Node, NodeChange } from '@xyflow/react'
import { useCallback, useRef, useState } from 'react'
import type { Point } from '../../../graph/types'
import type { Spots } from '../../../canvas/scene'

/** Where nodes stand after changes: each change of a host moves the blocks in it as well. */
export function carried(changes: NodeChange[], nodes: Node[], insideOf: (id: string) => string[], before: Spots): Spots {
  const at = new Map(nodes.map((node) => [node.id, node.position]))
  const after = new Map(before)
  for (const change of changes) {
    if (change.type !== 'position' || !change.position) continue
    const from = before.get(change.id) ?? at.get(change.id) ?? change.position
    const by = { x: change.position.x - from.x, y: change.position.y - from.y }
    for (const id of insideOf(change.id)) {
      const place: Point = before.get(id) ?? at.get(id) ?? { x: 0, y: 0 }
      after.set(id, { x: place.x + by.x, y: place.y + by.y })
    }
    after.set(change.id, change.position)
  }
  return after
}

const NOTHING: Spots = new Map()

export function useMoved() {
  const [moved, setMoved] = useState<Spots>(NOTHING)
  const now = useRef<Spots>(NOTHING)
  const keep = useCallback((spots: Spots) => {
    now.current = spots
    setMoved(spots)
  }, [])
  const move = useCallback(
    (changes: NodeChange[], nodes: Node[], insideOf: (id: string) => string[]) => {
      if (changes.some((one) => one.type === 'position' && one.position)) keep(carried(changes, nodes, insideOf, now.current))
    },
    [keep],
  )
  const settle = useCallback(() => keep(NOTHING), [keep])
  return { moved, now, move, settle }
}
