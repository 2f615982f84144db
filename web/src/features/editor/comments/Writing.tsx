import { Button, Textarea } from '@mantine/core'
import { useRef, useState, type KeyboardEvent } from 'react'
import { completed, useDiscussion, wished } from '../../../shared/comments/comments'
import { useDraft } from '../../../shared/drafts'
import css from './comments.module.css'

interface Props {
  label: string
  button: string
  /** What a draft is kept under. */
  draft: string
  begun?: string
  /** Sends it; gives why it was not taken, empty where it was. */
  send: (text: string) => Promise<string>
  cancel?: () => void
}

const MOST = 6

/** A field for a comment: an @ offers names, Ctrl and Enter send it. */
export function Writing({ label, button, draft, begun = '', send, cancel }: Props) {
  const { people } = useDiscussion()
  const { text, type, drop } = useDraft(draft, begun)
  const [place, setPlace] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [error, setError] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const wish = wished(text, place)
  const offered = wish === null ? [] : people.filter((name) => name.startsWith(wish.toLowerCase()) && name !== wish).slice(0, MOST)
  const take = (name: string) => {
    type(completed(text, place, name))
    setPlace(0)
    field.current?.focus()
  }
  const submit = async () => {
    const why = await send(text)
    setError(why)
    if (!why) drop()
  }
  const leave = () => {
    drop()
    cancel?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const name = offered[chosen % offered.length]
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
    else if (name === undefined) return
    else if (step !== undefined) setChosen((chosen + step + offered.length) % offered.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(name)
    else return
    event.preventDefault()
  }
  return (
    <div className={css.writing}>
      <Textarea
        ref={field}
        size="xs"
        aria-label={label}
        placeholder="Markdown; @ names somebody"
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        error={error}
        onKeyDown={onKeyDown}
        onChange={({ currentTarget }) => {
          type(currentTarget.value)
          setPlace(currentTarget.selectionStart)
          setChosen(0)
        }}
      />
      {offered.length > 0 && (
        <ul className={css.offered} aria-label="Names">
          {offered.map((name, index) => (
            <li key={name}>
              <button type="button" data-chosen={index === chosen % offered.length} onClick={() => take(name)}>
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={css.acts}>
        <Button size="compact-xs" disabled={!text.trim()} onClick={() => void submit()}>
          {button}
        </Button>
        {cancel && (
          <Button size="compact-xs" variant="default" onClick={leave}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}
