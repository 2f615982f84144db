import { CloseButton, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { parse } from 'yaml'
import { shown, valueOf } from '../../../model/yaml'
import css from './fields.module.css'
import { Label, LABEL } from './Label'
import type { FieldProps } from './types'
import { useAhead } from './useAhead'
import { useTyped } from './useTyped'

export const entriesOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

interface OfMap {
  name: string
  entries: Record<string, unknown>
  change: (entries: Record<string, unknown>) => Promise<string>
  props: FieldProps
}

function Entry({ name, entries, change, props: { attribute, path } }: OfMap) {
  const item = attribute.items ?? attribute
  const take = (typed: string) => change({ ...entries, [name]: valueOf(item, typed) })
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(shown(entries[name]), take)
  return (
    <div className={css.entry}>
      <span title={name}>{name}</span>
      <TextInput
        size="xs"
        aria-label={`${path}.${name}`}
        value={typed}
        error={refused}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      <CloseButton
        size="xs"
        aria-label={`Remove ${path}.${name}`}
        onClick={() => void change(Object.fromEntries(Object.entries(entries).filter(([key]) => key !== name)))}
      />
    </div>
  )
}

/** Simple values by name. */
export function MapField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const { held, refused, change } = useAhead(entriesOf(value), (entries) => set(path, Object.keys(entries).length > 0 ? entries : undefined))
  const [typed, setTyped] = useState('')
  const add = () => {
    const [key = '', ...rest] = typed.split(':')
    if (rest.length === 0 || key.trim() === '') return
    const entry = valueOf(attribute.items ?? attribute, rest.join(':'))
    setTyped('')
    // What is refused is typed again, unless something else is by then.
    void change({ ...held, [key.trim()]: entry }).then((why) => why && setTyped((now) => now || typed))
  }
  return (
    <div>
      {Object.keys(held).map((name) => (
        <Entry key={name} name={name} entries={held} change={change} props={props} />
      ))}
      <TextInput
        size="xs"
        label={<Label {...props} />}
        labelProps={LABEL}
        aria-label={path}
        description={attribute.help}
        placeholder="name: value, then Enter"
        value={typed}
        error={refused || wrong(path)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={add}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
    </div>
  )
}

/** Anything else, as YAML. */
export function YamlField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const take = async (typed: string) => {
    try {
      return await set(path, typed === '' ? undefined : parse(typed))
    } catch (cause) {
      return `This is no YAML: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''}`
    }
  }
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(shown(value), take)
  return (
    <Textarea
      size="xs"
      autosize={false}
      rows={Math.min(6, 1 + Math.ceil(typed.length / 44))}
      label={<Label {...props} />}
      labelProps={LABEL}
      aria-label={path}
      description={attribute.help}
      placeholder={shown(attribute.default) || 'as in YAML'}
      value={typed}
      error={refused || wrong(path)}
      classNames={{ input: css.code }}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  )
}
