import { identityOf, open, useDiscussion } from './comments'
import css from './Badge.module.css'

/** How many comments on an element are not settled; nothing where none are. */
export function CommentBadge({ element }: { element: { name: string; body: Record<string, unknown> } }) {
  const count = open(useDiscussion().threads.get(identityOf(element))).length
  if (count === 0) return null
  const said = `${count} ${count === 1 ? 'comment' : 'comments'}`
  return (
    <span className={css.badge} role="img" aria-label={said} title={said}>
      {count}
    </span>
  )
}
