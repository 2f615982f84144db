import { Button, CloseButton, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Element } from '../../../model/document'
import { useDesk } from '../desk'
import { renameValue, setValue, unsetValue } from '../edits'
import { entriesOf } from '../fields/Nested'
import { useTyped } from '../fields/useTyped'
import { Form } from '../Form'
import { DEFINED, NEEDED, offered, parted, type Defined } from './grammar'
import css from './types.module.css'

interface Props {
  element: Element
  part: Defined
  title: string
}

/** A definition as a mapping: an attribute may be written as the name of its shape alone. */
const bodyOf = (value: unknown): Record<string, unknown> => (typeof value === 'string' ? { type: value } : entriesOf(value))

const shortOf = ({ type, to, match, says, help }: Record<string, unknown>) =>
  [type, Array.isArray(to) ? to.join(', ') : to && Object.keys(to).join(', '), match, says ?? help].filter(Boolean).join(' · ')

function Definition({ element, part, name, value }: Omit<Props, 'title'> & { name: string; value: unknown }) {
  const { file, words, model, attempt, act, findings, locked } = useDesk()
  const [isOpen, setOpen] = useState(false)
  const place = `${part}.${name}`
  const body = bodyOf(value)
  const set = (key: string, entry: unknown) => {
    if (typeof value === 'string') return attempt([setValue(file, element.name, place, { ...body, [key]: entry })])
    const at = `${place}.${key}`
    return attempt([entry === undefined ? unsetValue(file, element.name, at) : setValue(file, element.name, at, entry)])
  }
  const wrong = (key: string) =>
    findings.filter((one) => one.owner === element.name && one.key === `${place}.${key}`).map((one) => one.message).join('; ')
  const rename = (typed: string) => attempt([renameValue(file, element.name, place, typed)])
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(name, rename)
  const all = words.grammar[DEFINED[part]].map((one) => offered(words, model, one, body[one.name]))
  const { near, far } = parted(part, all, body)
  return (
    <details className={css.definition} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{name}</strong> <span>{shortOf(body)}</span>
      </summary>
      {isOpen && (
        <div className={css.inside} role="group" aria-label={place}>
          <TextInput
            size="xs"
            label="name"
            aria-label={`Name of ${place}`}
            value={typed}
            error={refused}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={commit}
            onKeyDown={onKeyDown}
          />
          <Form attributes={near} values={body} set={set} wrong={wrong} />
          {far.length > 0 && (
            <details>
              <summary>More</summary>
              <Form attributes={far} values={body} set={set} wrong={wrong} />
            </details>
          )}
          {!locked && (
            <Button size="compact-xs" variant="default" onClick={() => void act([unsetValue(file, element.name, place)])}>
              {`Remove ${name}`}
            </Button>
          )}
        </div>
      )}
    </details>
  )
}

/** Begins a definition: its name and what has to be said of it. */
function NewDefinition({ element, part, close }: Omit<Props, 'title'> & { close: () => void }) {
  const { file, words, model, attempt } = useDesk()
  const [name, setName] = useState('')
  const [body, setBody] = useState<Record<string, unknown>>({})
  const [refused, setRefused] = useState('')
  const kind = DEFINED[part]
  const needed = words.grammar[kind]
    .filter((one) => one.required || NEEDED[part].includes(one.name))
    .map((one) => ({ ...offered(words, model, one, body[one.name]), required: true }))
  const set = (key: string, value: unknown) => {
    setBody((before) => ({ ...before, [key]: value }))
    return Promise.resolve('')
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const missing = needed.find((one) => body[one.name] === undefined)
    const why = missing ? `Say its ${missing.name} first.` : await attempt([setValue(file, element.name, `${part}.${name.trim()}`, body)])
    setRefused(why)
    if (!why) close()
  }
  return (
    <form className={css.inside} aria-label={`New ${kind}`} onSubmit={(event) => void submit(event)}>
      <TextInput
        size="xs"
        label="name"
        aria-label={`Name of the new ${kind}`}
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Form attributes={needed} values={body} set={set} wrong={() => ''} />
      <div role="alert">{refused && <p className={css.refused}>{refused}</p>}</div>
      <div className={css.row}>
        <Button size="xs" type="submit">
          {`Add the ${kind}`}
        </Button>
        <CloseButton size="sm" aria-label={`No new ${kind}`} onClick={close} />
      </div>
    </form>
  )
}

/** The definitions of one part of a type, such as its attributes, each to be opened, named, changed and removed. */
export function Definitions({ element, part, title }: Props) {
  const { locked } = useDesk()
  const [isNew, setNew] = useState(false)
  const found = Object.entries(entriesOf(element.body[part]))
  return (
    <section className={css.definitions} aria-label={title}>
      <header>
        <h3>{title}</h3>
        {!locked && !isNew && (
          <Button size="compact-xs" variant="default" onClick={() => setNew(true)}>
            {`New ${DEFINED[part]}`}
          </Button>
        )}
      </header>
      {found.map(([name, value]) => (
        <Definition key={name} element={element} part={part} name={name} value={value} />
      ))}
      {isNew && <NewDefinition element={element} part={part} close={() => setNew(false)} />}
    </section>
  )
}
