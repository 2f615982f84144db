import { python } from '@codemirror/lang-python'
import { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { useSession } from '../../shared/session/useSession'
import { Dialog } from '../../shared/ui/Dialog'
import { makeEditor, rewrite } from './codemirror'
import { useDesk } from './desk'
import { SHOWS_OTHERS, useCursors } from './others'
import css from './Note.module.css'

/** A file of code, edited by everybody who has it open; what is typed is taken when typing pauses. */
export default function CodeDialog({ file, close }: { file: string; close: () => void }) {
  const { session, locked } = useDesk()
  const text = useSession(session, (state) => state.drafts.get(file) ?? state.texts.get(file) ?? '')
  const first = useRef(text)
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(() => undefined as void)
  useEffect(() => {
    if (parent.current === null) return
    const language = [...(file.endsWith('.py') ? [python()] : []), SHOWS_OTHERS, EditorState.readOnly.of(locked !== '')]
    const heard = { typed: (typed: string) => session.type(file, typed), moved: () => undefined, pointed: () => latest.current() }
    const made = makeEditor(parent.current, first.current, `Code of ${file}`, heard, language)
    view.current = made
    made.focus()
    return () => made.destroy()
  }, [session, file, locked])
  useEffect(() => {
    if (view.current) rewrite(view.current, text)
  }, [text])
  // Below the others, so that the text is there before cursors are put into it.
  latest.current = useCursors(view, session, file, text)
  return (
    <Dialog title={file} wide close={close}>
      <div ref={parent} className={css.code} />
      <p className={css.hint}>{locked || 'Kept as you type, for everybody. It is not run here.'}</p>
    </Dialog>
  )
}
