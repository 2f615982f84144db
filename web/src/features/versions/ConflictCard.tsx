import { Button, Textarea } from '@mantine/core'
import { useId, useState } from 'react'
import { Icon } from '../../shared/icons'
import css from './Merge.module.css'
import type { Choice, Conflict } from './types'

interface Props {
  conflict: Conflict
  choice: Choice | undefined
  /** What the two sides are called. */
  here: string
  there: string
  choose: (choice: Choice | undefined) => void
}

const about = ({ file, element, what }: Conflict) => [element && `${what} of ${element}`, file].filter(Boolean).join(', in ')

function Side({ title, text }: { title: string; text: string }) {
  return (
    <div className={css.side}>
      <h3>{title}</h3>
      <pre tabIndex={text.includes('\n') ? 0 : undefined} aria-label={`${title}: text`}>{text || '(nothing)'}</pre>
    </div>
  )
}

function Own({ start, told, take }: { start: string; told: string; take: (value: string) => void }) {
  const [value, setValue] = useState(start)
  return (
    <div className={css.own}>
      <Textarea size="xs" autosize minRows={1} maxRows={12} label={`Own value for ${told}`} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
      <Button size="compact-xs" variant="default" disabled={value.trim() === ''} onClick={() => take(value)}>
        Take this value
      </Button>
    </div>
  )
}

/** Something that the two sides do not agree on: both, what was before, and what is to count. */
export function ConflictCard({ conflict, choice, here, there, choose }: Props) {
  const name = useId()
  const own = typeof choice === 'object'
  const [writing, setWriting] = useState(own)
  const told = conflict.element ? `${conflict.what} of ${conflict.element}` : conflict.file
  const side = (value: 'ours' | 'theirs', text: string) => (
    <label>
      <input type="radio" name={name} checked={choice === value && !writing} onChange={() => { setWriting(false); choose(value) }} />
      {text}
    </label>
  )
  return (
    <fieldset className={css.conflict} data-open={choice === undefined}>
      <legend>
        <Icon name={choice === undefined ? 'alert' : 'check'} size={14} />
        {conflict.why}
      </legend>
      <p className={css.about}>{about(conflict)}</p>
      <div className={css.sides}>
        <Side title="Before" text={conflict.base} />
        <Side title={`Ours (${here})`} text={conflict.ours} />
        <Side title={`Theirs (${there})`} text={conflict.theirs} />
      </div>
      <div className={css.choices}>
        {side('ours', `Ours, from ${here}`)}
        {side('theirs', `Theirs, from ${there}`)}
        {conflict.own && (
          <label>
            <input type="radio" name={name} checked={writing} onChange={() => { setWriting(true); choose(undefined) }} />
            Another value
          </label>
        )}
      </div>
      {writing && <Own start={own ? choice.value : conflict.ours} told={told} take={(value) => choose({ value })} />}
    </fieldset>
  )
}
