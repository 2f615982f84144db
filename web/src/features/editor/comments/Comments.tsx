import { useState } from 'react'
import { identityOf, open, useDiscussion } from '../../../shared/comments/comments'
import { useDesk } from '../desk'
import css from './comments.module.css'
import { ThreadView } from './ThreadView'
import { useSaying } from './useSaying'
import { Writing } from './Writing'

interface Props {
  /** The element that they are on; left out for the document. */
  element?: { name: string; body: Record<string, unknown> }
}

/** What is said of an element or the document, and a field to say more. */
export function Comments({ element }: Props) {
  const { file } = useDesk()
  const { threads } = useDiscussion()
  const { say } = useSaying()
  const [all, setAll] = useState(false)
  const place = element ? identityOf(element) : ''
  const draft = `comment ${file} ${place}`
  const here = threads.get(place) ?? []
  const shown = all ? here : open(here)
  const settled = here.length - open(here).length
  return (
    <section className={css.comments} aria-label="Comments">
      <h3>Comments</h3>
      {here.length === 0 && <p className={css.gone}>Nobody has said anything of this yet.</p>}
      {shown.map((thread) => (
        <ThreadView key={thread.id} thread={thread} place={place} />
      ))}
      {settled > 0 && (
        <button type="button" className={css.more} onClick={() => setAll(!all)}>
          {all ? 'Hide' : 'Show'} {settled} that {settled === 1 ? 'is' : 'are'} settled
        </button>
      )}
      <Writing
        key={draft}
        label="New comment"
        button="Comment"
        draft={draft}
        send={(text) => say('/api/comments', { file, element: place, text })}
      />
    </section>
  )
}
