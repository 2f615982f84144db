import { Button } from '@mantine/core'
import { markdown } from '@codemirror/lang-markdown'
import { useEffect, useRef, useState } from 'react'
import { useDraft } from '../../shared/drafts'
import { Dialog } from '../../shared/ui/Dialog'
import { makeEditor } from './codemirror'
import Markdown from './Markdown'
import css from './Note.module.css'

interface Props {
  text: string
  /** What the draft is kept under. */
  draft: string
  /** Writes the note; gives why it was refused, empty where it was not. */
  keep: (text: string) => Promise<string>
  close: () => void
}

/** A note beside how it will look; what is typed stays a draft until it is kept or cancelled. */
export default function NoteDialog({ text, draft, keep, close }: Props) {
  const { text: typed, type, drop } = useDraft(draft, text)
  const [refused, setRefused] = useState('')
  const parent = useRef<HTMLDivElement>(null)
  const first = useRef({ typed, type })
  useEffect(() => {
    if (parent.current === null) return
    const view = makeEditor(parent.current, first.current.typed, 'Note in Markdown', { typed: first.current.type, moved: () => undefined }, [markdown()])
    view.focus()
    return () => view.destroy()
  }, [])
  const leave = () => {
    drop()
    close()
  }
  const submit = async () => {
    const why = typed === text ? '' : await keep(typed)
    if (why) setRefused(why)
    else leave()
  }
  return (
    <Dialog title="Note" wide close={close}>
      <div className={css.sides}>
        <div ref={parent} className={css.editor} />
        <section className={css.preview} aria-label="Preview" tabIndex={0}>
          <Markdown text={typed} />
        </section>
      </div>
      <div role="alert">{refused && <p className={css.refused}>{refused}</p>}</div>
      <div className={css.buttons}>
        <Button size="xs" onClick={() => void submit()}>
          Keep
        </Button>
        <Button size="xs" variant="default" onClick={leave}>
          Cancel
        </Button>
      </div>
    </Dialog>
  )
}
