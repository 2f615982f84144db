import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { Choice } from '../../../shared/ui/Choice'
import { useDesk } from '../desk'
import { addElement } from '../edits'
import { typeNames } from './grammar'
import css from './types.module.css'

const BEGUN = { name: '', parent: '', help: '' }

/** Begins a type: its name, what it takes over, and a sentence for people. */
export function NewType() {
  const { file, words, model, attempt, select } = useDesk()
  const [made, setMade] = useState(BEGUN)
  const [refused, setRefused] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const why = await attempt([addElement(file, 'types', made.name.trim(), { extends: made.parent, help: made.help.trim() })])
    setRefused(why)
    if (why) return
    setMade(BEGUN)
    select(made.name.trim())
  }
  return (
    <form className={css.part} aria-label="New type" onSubmit={(event) => void submit(event)}>
      <h3>New type</h3>
      <div className={css.row}>
        <TextInput
          size="xs"
          label="Name of the type"
          placeholder="such as Drone"
          required
          withAsterisk={false}
          value={made.name}
          onChange={(event) => setMade({ ...made, name: event.currentTarget.value })}
        />
        <Choice
          label="Takes over from"
          placeholder="choose …"
          required
          limit={60}
          options={typeNames(words, model)}
          value={made.parent}
          choose={(parent) => setMade({ ...made, parent })}
        />
      </div>
      <TextInput
        size="xs"
        label="What it is"
        placeholder="one sentence for people"
        required
        withAsterisk={false}
        value={made.help}
        onChange={(event) => setMade({ ...made, help: event.currentTarget.value })}
      />
      <div role="alert">{refused && <p className={css.refused}>{refused}</p>}</div>
      <Button size="xs" type="submit">
        Make the type
      </Button>
    </form>
  )
}
