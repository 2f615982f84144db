import { Button } from '@mantine/core'
import { yaml } from '@codemirror/lang-yaml'
import { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { Finding } from '../../shared/api/types'
import { Icon } from '../../shared/icons'
import { useSession } from '../../shared/session/useSession'
import { makeEditor, mark, reveal, rewrite } from './codemirror'
import { elementOf, useDesk } from './desk'
import { fileOf } from '../../shared/findings/severity'
import { offsetOf } from './findings'
import { SHOWS_OTHERS, useCursors } from './others'
import css from './TextPane.module.css'

const marksOf = (findings: Finding[], file: string, text: string) =>
  findings
    .filter((one) => fileOf(one) === file)
    .map(({ position, severity, message, fix }) => {
      const from = offsetOf(position, text)
      const end = text.indexOf('\n', from)
      return {
        from,
        to: end < 0 ? text.length : end,
        severity: severity === 'note' ? ('info' as const) : severity,
        message: fix ? `${message} (${fix})` : message,
      }
    })

/** Told while what is typed is not taken, with why. */
function Untaken() {
  const { session } = useDesk()
  const refused = useSession(session, (state) => state.refused)
  if (refused.length === 0) return null
  return (
    <div className={css.untaken} role="status" aria-label="Not taken">
      <p>
        <Icon name="alert" size={14} />
        <strong>Not taken yet.</strong> What is typed stays here until it is legal; others do not see it.
      </p>
      <ul>
        {refused.map((one) => (
          <li key={`${one.code} ${one.position} ${one.message}`}>
            {one.message}
            {one.position && <code>{one.position}</code>}
          </li>
        ))}
      </ul>
      <Button size="compact-xs" variant="default" onClick={() => session.revert()}>
        Take back what was typed
      </Button>
    </div>
  )
}

/** The document as it is written, in step with the drawing. */
export default function TextPane() {
  const desk = useDesk()
  const { session, file, findings } = desk
  const text = useSession(session, (state) => state.drafts.get(file) ?? state.texts.get(file) ?? '')
  const refused = useSession(session, (state) => state.refused)
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ desk, point: () => undefined as void })

  useEffect(() => {
    if (parent.current === null) return
    const { texts, drafts } = session.get()
    const made = makeEditor(parent.current, drafts.get(file) ?? texts.get(file) ?? '', `Text of ${file}`, {
      typed: (typed) => session.type(file, typed),
      moved: (at) => {
        const { model, selected, select } = latest.current.desk
        // Where something is typed and not taken, the places of the elements are those of another text.
        if (session.get().drafts.has(file)) return
        const found = model.elements.findLast((one) => one.range.from <= at && at <= one.range.to)
        if (found && found.name !== selected) select(found.name)
      },
      pointed: () => latest.current.point(),
    }, [yaml(), SHOWS_OTHERS, EditorState.readOnly.of(latest.current.desk.locked !== '')])
    view.current = made
    return () => made.destroy()
  }, [session, file])

  useEffect(() => {
    if (view.current) rewrite(view.current, text)
  }, [text])
  useEffect(() => {
    if (view.current) mark(view.current, marksOf(refused.length > 0 ? refused : findings, file, text))
  }, [refused, findings, file, text])
  const place = elementOf(desk, desk.selected)?.range.from
  useEffect(() => {
    if (view.current && place !== undefined) reveal(view.current, place)
  }, [place])

  // Below the others, so that the text is there before cursors are put into it.
  const point = useCursors(view, session, file, text)
  latest.current = { desk, point }

  return (
    <section className={css.pane} aria-label="Text">
      <Untaken />
      <div ref={parent} className={css.editor} />
    </section>
  )
}
