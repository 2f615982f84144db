// Where on the screen something was let go, by mouse or by finger.
interface Point {
  clientX: number
  clientY: number
}

/** The place of a pointer, or of the first finger that was lifted; null where no finger was. */
export const pointOf = (event: Point | { changedTouches: ArrayLike<Point> }): Point | null =>
  'changedTouches' in event ? (event.changedTouches[0] ?? null) : event
