import { useReactFlow, useStore, ViewportPortal } from '@xyflow/react'
import { useEffect, type CSSProperties } from 'react'
import { colourOf } from '../../../shared/people'
import { Telling } from '../../../shared/session/pointers'
import type { Pointer, Pointing } from '../../../shared/session/session'
import { useValue } from '../../../shared/value'
import { useDesk, type Desk } from '../desk'
import css from './Pointers.module.css'

const tenths = (value: number) => Math.round(value * 10) / 10

/** Tells the others where the pointer is on the sheet, while there is anybody to hear it. */
function usePointing({ session, file, inside }: Pick<Desk, 'session' | 'file' | 'inside'>) {
  const sheet = useStore((state) => state.domNode)
  const { screenToFlowPosition } = useReactFlow()
  useEffect(() => {
    if (sheet === null) return
    const telling = new Telling<Pointing>((pointer) => session.show({ pointer }))
    const move = ({ clientX, clientY }: MouseEvent) => {
      if (session.get().people.length === 0) return
      telling.move(() => {
        const { x, y } = screenToFlowPosition({ x: clientX, y: clientY })
        return { file, inside, x: tenths(x), y: tenths(y) }
      })
    }
    const leave = () => telling.leave()
    const heard = { capture: true, passive: true }
    // A turn of the wheel moves the drawing under a pointer that rests.
    sheet.addEventListener('pointermove', move, heard)
    sheet.addEventListener('wheel', move, heard)
    sheet.addEventListener('pointerleave', leave)
    return () => {
      sheet.removeEventListener('pointermove', move, heard)
      sheet.removeEventListener('wheel', move, heard)
      sheet.removeEventListener('pointerleave', leave)
      leave()
    }
  }, [sheet, screenToFlowPosition, session, file, inside])
}

/** One pointer: it moves with the drawing, and is as large at every zoom. */
function Pointed({ name, x, y }: Pointer) {
  const zoom = useStore((state) => state.transform[2])
  return (
    <div className={css.place} style={{ transform: `translate(${x}px, ${y}px)` }}>
      <div className={css.pointer} data-pointer={name} style={{ transform: `scale(${1 / zoom})`, '--person': colourOf(name) } as CSSProperties}>
        <svg width="14" height="18" viewBox="0 0 14 18">
          <path d="M0,0 L13,10 L7.2,10.8 L4,17 Z" />
        </svg>
        <span>{name}</span>
      </div>
    </div>
  )
}

/** The pointers of others who look at this drawing, in a layer of its own: nothing else is drawn again when one moves. */
export function Pointers() {
  const { session, file, inside } = useDesk()
  usePointing({ session, file, inside })
  const pointers = useValue(session.pointers, (all) => all)
  return (
    <ViewportPortal>
      <div aria-hidden="true">
        {pointers.flatMap((one) => (one.file === file && one.inside === inside ? [<Pointed key={one.here} {...one} />] : []))}
      </div>
    </ViewportPortal>
  )
}
