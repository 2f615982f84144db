import { CloseButton, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { parse } from 'yaml'
import { shown, valueOf } from '../../../model/yaml'
import css from './fields.module.css'
import { Label, LABEL } from './Label'
import type { FieldProps } from './types'
import { useTyped } from './useTyped'

export const entriesOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function Entry({ name, value, props }: { name: string; value: unknown; props: FieldProps }) {
  const { attribute, path, set } = props
  const item = attribute.items ?? attribute
  const others = Object.fromEntries(Object.entries(entriesOf(props.value)).filter(([key]) => key !== name))
  const take = (typed: string) => set(path, { ...entriesOf(props.value), [name]: valueOf(item, typed) })
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(shown(value), take)
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
        onClick={() => void set(path, Object.keys(others).length > 0 ? others : undefined)}
      />
    </div>
  )
}

/** Simple values by name. */
export function MapField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const [refused, setRefused] = useState('')
  const [typed, setTyped] = useState('')
  const add = () => {
    const [key = '', ...rest] = typed.split(':')
    if (rest.length === 0 || key.trim() === '') return
    const entry = valueOf(attribute.items ?? attribute, rest.join(':'))
    void set(path, { ...entriesOf(value), [key.trim()]: entry }).then((why) => {
      setRefused(why)
      if (!why) setTyped('')
    })
  }
  return (
    <div>
      {Object.entries(entriesOf(value)).map(([name, one]) => (
        <Entry key={name} name={name} value={one} props={props} />
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
