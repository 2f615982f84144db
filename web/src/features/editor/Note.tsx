import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { drafts } from '../../shared/drafts'
import { useDesk } from './desk'
import { setValue, unsetValue } from './edits'
import css from './Note.module.css'

const Markdown = lazy(() => import('./Markdown'))
const NoteDialog = lazy(() => import('./NoteDialog'))

/** The attribute that holds the note of an element or a document. */
export const NOTE = 'description'

/** What people wrote of an element, or of the document where that is empty, in Markdown. */
export function Note({ element, value }: { element: string; value: unknown }) {
  const { file, attempt, locked } = useDesk()
  const [open, setOpen] = useState(false)
  const text = typeof value === 'string' ? value : ''
  const keep = (typed: string) => attempt([typed.trim() ? setValue(file, element, NOTE, typed) : unsetValue(file, element, NOTE)])
  const draft = `note ${file} ${element}`
  const label = text ? 'Edit the note' : 'Write a note'
  if (!text && locked) return null
  return (
    <section className={css.note} aria-label="Note">
      <Suspense fallback={<p>{text}</p>}>{text && <Markdown text={text} />}</Suspense>
      {!locked && (
        <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
          {drafts.has(draft) ? 'Go on with the note' : label}
        </Button>
      )}
      <Suspense fallback={null}>{open && <NoteDialog text={text} draft={draft} keep={keep} close={() => setOpen(false)} />}</Suspense>
    </section>
  )
}
