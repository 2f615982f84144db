import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { applicationPath } from '../../shared/api/client'
import type { Review } from '../../shared/api/operate'
import { useSubmit } from '../../shared/api/useSubmit'
import { Refusal } from '../../shared/ui/Refusal'
import css from './Operate.module.css'
import { ordered } from '../../shared/operations'

interface Props {
  review: Review
  may: boolean
  /** Whether this is being carried out. */
  going: boolean
  begun: () => void
  stale: () => void
}

/** Carries out exactly the plan that is shown; the end of an application is confirmed by its name. */
export function Carry({ review, may, going, begun, stale }: Props) {
  const [reason, setReason] = useState('')
  const [confirm, setConfirm] = useState('')
  const [seen, setSeen] = useState(review.review)
  const { error, busy, send } = useSubmit()
  const isSeen = seen === review.review
  const ends = review.to === 'nothing'
  if (!may) return <p className={css.same}>Carrying this out takes a role of at least operator.</p>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { to: review.to, at: review.at, review: review.review, confirm, reason }
    void send(`${applicationPath(review.application)}/operations`, body, begun)
  }
  return (
    <form className={css.carry} onSubmit={submit} aria-label="Carry out the plan">
      <TextInput
        size="xs"
        w={280}
        label="What for"
        placeholder="kept in the history with your name"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {ends && (
        <TextInput
          size="xs"
          w={220}
          label={`Type ${review.application} to confirm`}
          autoComplete="off"
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
      )}
      <Button
        type="submit"
        size="xs"
        loading={busy}
        color={ends ? 'red.8' : undefined}
        disabled={going || !isSeen || (ends && confirm !== review.application)}
      >
        {going ? 'Under way' : ordered(review)}
      </Button>
      {!isSeen && !going && (
        <Button size="xs" variant="light" onClick={() => setSeen(review.review)}>
          The plan has changed: I have looked at it
        </Button>
      )}
      <div className={css.answer}>
        <Refusal error={error} />
        {error?.code === 'failed' && isSeen && (
          <Button size="compact-xs" variant="light" onClick={stale}>
            Show the new plan
          </Button>
        )}
      </div>
    </form>
  )
}
