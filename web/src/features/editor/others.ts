// Where others are in a text: their cursors with their names, and what they have selected.
import { StateEffect, StateField, type Range } from '@codemirror/state'
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view'
import { useEffect, useMemo, useRef, type RefObject } from 'react'
import { colourOf } from '../../shared/people'
import type { Session } from '../../shared/session/session'
import { useSession } from '../../shared/session/useSession'

/** How often it is told at most where the cursor stands, in milliseconds. */
const PAUSE_MS = 80

export interface Other {
  name: string
  anchor: number
  head: number
}

class Caret extends WidgetType {
  constructor(private readonly name: string) {
    super()
  }

  override eq(other: Caret) {
    return other.name === this.name
  }

  override toDOM() {
    const caret = document.createElement('span')
    caret.className = 'cm-other'
    caret.style.setProperty('--person', colourOf(this.name))
    caret.dataset.name = this.name
    caret.ariaHidden = 'true'
    return caret
  }
}

function drawn({ name, anchor, head }: Other): Range<Decoration>[] {
  const selected = Decoration.mark({ class: 'cm-other-selection', attributes: { style: `--person: ${colourOf(name)}`, 'data-name': name } })
  const caret = Decoration.widget({ widget: new Caret(name), side: 1 }).range(head)
  return anchor === head ? [caret] : [selected.range(Math.min(anchor, head), Math.max(anchor, head)), caret]
}

const placed = StateEffect.define<Other[]>()

const FIELD = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects }) => {
    const told = effects.find((one) => one.is(placed))
    return told ? Decoration.set((told.value as Other[]).flatMap(drawn), true) : before.map(changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const THEME = EditorView.baseTheme({
  '.cm-other': { position: 'relative', borderLeft: '2px solid var(--person)', marginLeft: '-1px', marginRight: '-1px' },
  '.cm-other::after': {
    content: 'attr(data-name)', position: 'absolute', left: '-2px', top: '-1.3em', zIndex: '4', padding: '0 4px', borderRadius: '3px',
    backgroundColor: 'var(--surface)', border: '1px solid var(--person)', color: 'var(--text)', fontSize: '0.6875rem', lineHeight: '1.3',
    whiteSpace: 'nowrap', pointerEvents: 'none',
  },
  '.cm-line:first-child .cm-other::after': { top: '1.3em' },
  '.cm-other-selection': { backgroundColor: 'color-mix(in srgb, var(--person) 13%, transparent)' },
})

/** What an editor has to be to show others. */
export const SHOWS_OTHERS = [FIELD, THEME]

/** The others in a text, at their places in it as it is here. */
function useOthers(session: Session, file: string, text: string): Other[] {
  const people = useSession(session, (state) => state.people)
  return useMemo(
    () =>
      people.flatMap(({ name, state: { cursor } }) => {
        if (cursor?.file !== file) return []
        const [anchor, head] = [session.offsetOf(file, cursor.anchor), session.offsetOf(file, cursor.head)]
        const isHere = anchor !== null && head !== null && Math.max(anchor, head) <= text.length
        return isHere ? [{ name, anchor, head }] : []
      }),
    [people, session, file, text],
  )
}

/** Shows others in an editor of a text, and gives what tells them where the cursor of this person stands. */
export function useCursors(view: RefObject<EditorView | null>, session: Session, file: string, text: string): () => void {
  const others = useOthers(session, file, text)
  useEffect(() => view.current?.dispatch({ effects: placed.of(others) }), [view, others])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
      session.show({ cursor: null })
    },
    [session, file],
  )
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      if (view.current === null) return
      const { anchor, head } = view.current.state.selection.main
      session.show({ cursor: { file, anchor: session.placeAt(file, anchor), head: session.placeAt(file, head) } })
    }, PAUSE_MS)
  }
}
