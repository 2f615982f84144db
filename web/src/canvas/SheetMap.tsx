import { MiniMap } from '@xyflow/react'
import css from './Flow.module.css'

/** A drawing with more blocks than this has a map. */
export const MAPPED = 10

/** A small map of a large drawing, to go about in it. */
export function SheetMap() {
  return <MiniMap position="bottom-right" pannable zoomable nodeStrokeWidth={0} className={css.map} ariaLabel="Map of the drawing" />
}
