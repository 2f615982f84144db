import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useAccount } from '../../../shared/api/account'
import type { Remark, Thread } from '../../../shared/comments/comments'
import { drafts } from '../../../shared/drafts'
import css from './comments.module.css'
import { useSaying } from './useSaying'
import { Writing } from './Writing'

const Markdown = lazy(() => import('../../../shared/ui/Markdown'))
const SECOND = 1000

function Said({ remark, own, owner }: { remark: Remark; own: boolean; owner: boolean }) {
  const { say } = useSaying()
  const draft = `remark ${remark.number}`
  const [edits, setEdits] = useState(() => drafts.has(draft))
  const when = new Date(remark.time * SECOND)
  if (remark.is_deleted) return <li className={css.gone}>{remark.author} deleted this.</li>
  const rewrite = async (text: string) => {
    const why = await say('/api/comments/edit', { remark: remark.number, text })
    if (!why) setEdits(false)
    return why
  }
  return (
    <li className={css.remark}>
      <p className={css.who}>
        <b>{remark.author}</b>
        <time dateTime={when.toISOString()} title={when.toLocaleString()}>
          {when.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })}
          {remark.edited > 0 && ', edited'}
        </time>
        {own && !edits && (
          <button type="button" onClick={() => setEdits(true)}>
            Edit
          </button>
        )}
        {(own || owner) && (
          <button type="button" onClick={() => void say('/api/comments/delete', { remark: remark.number })}>
            Delete
          </button>
        )}
      </p>
      {edits ? (
        <Writing label="Another text" button="Save" draft={draft} begun={remark.text} send={rewrite} cancel={() => setEdits(false)} />
      ) : (
        <Suspense fallback={<p>{remark.text}</p>}>
          <Markdown text={remark.text} />
        </Suspense>
      )}
    </li>
  )
}

/** A comment with its answers, and what can be done with it. */
export function ThreadView({ thread, place }: { thread: Thread; place: string }) {
  const { account } = useAccount()
  const { say, name } = useSaying()
  const draft = `answer ${thread.id}`
  const [answers, setAnswers] = useState(() => drafts.has(draft))
  const elsewhere = place === '' && thread.element !== '' && `Was on ${thread.element}, which is not there now.`
  const reply = async (text: string) => {
    const why = await say('/api/comments/reply', { thread: thread.id, text })
    if (!why) setAnswers(false)
    return why
  }
  const settle = () => void say('/api/comments/resolve', { thread: thread.id, resolved: !thread.resolved })
  return (
    <article className={css.thread} data-resolved={thread.resolved !== ''} aria-label={`Comment ${thread.id}`}>
      {elsewhere && <p className={css.gone}>{elsewhere}</p>}
      <ul>
        {thread.remarks.map((one) => (
          <Said key={one.number} remark={one} own={one.author === name} owner={account.role === 'owner'} />
        ))}
      </ul>
      {answers ? (
        <Writing label="Answer" button="Answer" draft={draft} send={reply} cancel={() => setAnswers(false)} />
      ) : (
        <div className={css.acts}>
          <Button size="compact-xs" variant="default" onClick={() => setAnswers(true)}>
            Answer
          </Button>
          <Button size="compact-xs" variant="default" onClick={settle}>
            {thread.resolved ? 'Reopen' : 'Resolve'}
          </Button>
          {thread.resolved && <small>settled by {thread.resolved}</small>}
        </div>
      )}
    </article>
  )
}
