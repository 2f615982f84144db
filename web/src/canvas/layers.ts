// What lies over what in a drawing, and what does not move in it.
import type { Box } from '../graph/types'

export const LAYER = { band: 0, host: 1, wire: 2, block: 3 }

// React Flow lets the pointer through what is neither dragged nor selected; these are pointed at.
export const TOUCHABLE = { style: { pointerEvents: 'all' } } as const

export const still = (box: Box) => ({
  position: { x: box.x, y: box.y },
  width: box.width,
  height: box.height,
  draggable: false,
  selectable: false,
  focusable: false,
})
