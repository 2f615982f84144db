import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { neededAttributes, neededParts, neededRelations, withValue, type Blank } from '../../model/blank'
import { wireable } from '../../model/fits'
import type { RelationType } from '../../model/vocabulary'
import { Choice } from '../../shared/ui/Choice'
import { add } from './begin'
import { useDesk } from './desk'
import { Form } from './Form'
import { NewPart } from './NewPart'
import css from './Properties.module.css'

interface TargetsProps {
  relation: RelationType
  names: string[]
  chosen: string[]
  choose: (chosen: string[]) => void
}

/** What a new element has to be joined to: one choice for each that it needs. */
function Targets({ relation, names, chosen, choose }: TargetsProps) {
  const needs = relation.targets.flatMap((target) => Array.from({ length: target.minimum }, () => target.type))
  const count = Math.max(relation.minimum, needs.length)
  return Array.from({ length: count }, (_, index) => (
    <Choice
      key={index}
      label={needs[index] ? `${relation.kind}: ${needs[index]}` : relation.kind}
      description={index === 0 ? relation.help : undefined}
      placeholder={names.length === 0 ? 'nothing here fits; add it first' : 'choose …'}
      required
      value={chosen[index] ?? ''}
      options={names}
      choose={(name) => choose(Array.from({ length: count }, (__, at) => (at === index ? name : (chosen[at] ?? ''))))}
    />
  ))
}

/** A new element: what has to be said of it before it is put into the document. */
export function NewElement({ begun }: { begun: Blank }) {
  const desk = useDesk()
  const [made, setMade] = useState(begun)
  const [refused, setRefused] = useState('')
  const [more, setMore] = useState(false)
  const others = made.type.attributes.filter((one) => !one.required)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.select(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const targets = Object.fromEntries(Object.entries(made.targets).map(([kind, names]) => [kind, names.filter(Boolean)]))
    void add(desk, { ...made, targets }).then((why) => {
      setRefused(why)
      if (why) setMore(true)
    })
  }
  const set = async (path: string, value: unknown) => {
    setMade((before) => ({ ...before, values: withValue(before.values, path.split('.'), value) }))
    return ''
  }
  return (
    <form className={css.fresh} aria-label={`New ${made.type.name}`} onSubmit={submit}>
      <header className={css.head}>
        <div>
          <h2>New {made.type.name}</h2>
          <p>{made.type.help}</p>
        </div>
      </header>
      <section className={css.section}>
        <div className={css.form}>
          <TextInput
            ref={first}
            size="xs"
            label="name"
            value={made.name}
            onChange={(event) => setMade({ ...made, name: event.currentTarget.value })}
          />
          {neededRelations(made.type).map((relation) => (
            <Targets
              key={relation.kind}
              relation={relation}
              names={wireable(desk.words, relation, desk.model.elements, made.parent)}
              chosen={made.targets[relation.kind] ?? []}
              choose={(names) => setMade({ ...made, targets: { ...made.targets, [relation.kind]: names } })}
            />
          ))}
        </div>
        <Form attributes={neededAttributes(made.type)} values={made.values} set={set} wrong={() => ''} />
        {made.parts.map((part, index) => (
          <NewPart
            key={index}
            wanted={neededParts(made.type)[index] ?? part.type.name}
            part={part}
            change={(now) => setMade((before) => ({ ...before, parts: before.parts.with(index, now) }))}
          />
        ))}
        {more && <Form attributes={others} values={made.values} set={set} wrong={() => ''} />}
        {refused && (
          <p className={css.refused} role="alert">
            {refused}
          </p>
        )}
        <div className={css.buttons}>
          <Button size="xs" type="submit">
            Add
          </Button>
          {others.length > 0 && !more && (
            <Button size="xs" variant="default" onClick={() => setMore(true)}>
              More attributes
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => desk.setFresh(null)}>
            Cancel
          </Button>
        </div>
      </section>
    </form>
  )
}
