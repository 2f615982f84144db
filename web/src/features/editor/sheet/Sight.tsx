import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'

/** Brings what is chosen in sight, where it is not. */
export function Sight({ selected }: { selected: string | null }) {
  const { getInternalNode, setCenter } = useReactFlow()
  const store = useStoreApi()
  useEffect(() => {
    const next = requestAnimationFrame(() => {
      const node = selected === null ? undefined : getInternalNode(selected)
      if (!node) return
      const { transform: [left, top, zoom], width, height } = store.getState()
      const { x, y } = node.internals.positionAbsolute
      const [wide = 0, high = 0] = [node.width, node.height]
      const [centre, middle] = [(x + wide / 2) * zoom + left, (y + high / 2) * zoom + top]
      const isSeen = centre > 0 && centre < width && middle > 0 && middle < height && zoom > READABLE
      if (!isSeen) void setCenter(x + wide / 2, y + high / 2, { zoom: Math.max(zoom, 0.8) })
    })
    return () => cancelAnimationFrame(next)
  }, [selected, getInternalNode, setCenter, store])
  return null
}

/** A zoom at which names can be read. */
const READABLE = 0.3
