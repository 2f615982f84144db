import { Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { Attribute } from '../../../model/vocabulary'
import { inline, shown, valueOf } from '../../../model/yaml'
import { Choice } from '../../../shared/ui/Choice'
import { Label, LABEL } from './Label'
import type { FieldProps } from './types'
import { useAhead } from './useAhead'
import { useTyped } from './useTyped'

/** A default as it is shown; nothing where it is empty. */
function defaultOf({ default: usual }: Attribute): string {
  const empty = typeof usual === 'object' && usual !== null && Object.keys(usual).length === 0
  return empty ? '' : shown(usual)
}

function hint({ attribute }: FieldProps): string {
  const usual = defaultOf(attribute)
  if (usual) return usual
  if (attribute.type === 'secret') return 'env:NAME or file:PATH'
  return attribute.units.length > 0 ? `number with ${attribute.units.slice(0, 3).join(', ')}, …` : ''
}

const LONG = 40
const isLong = ({ attribute, value }: FieldProps) =>
  attribute.type === 'string' && (attribute.name === 'description' || shown(value).length > LONG)

/** Text in one line, or in several where it is long. */
export function TextField(props: FieldProps) {
  return isLong(props) ? <LongField {...props} /> : <LineField {...props} />
}

function LongField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const take = (typed: string) => set(path, typed === '' ? undefined : valueOf(attribute, typed))
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(shown(value), take)
  return (
    <Textarea
      size="xs"
      rows={Math.min(5, 1 + Math.ceil(typed.length / 46))}
      label={<Label {...props} />}
      labelProps={LABEL}
      aria-label={path}
      description={attribute.help}
      placeholder={hint(props)}
      value={typed}
      error={refused || wrong(path)}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  )
}

/** A line of text: names, numbers, quantities, paths and everything else that fits in one. */
function LineField(props: FieldProps) {
  const { attribute, path, value, set, wrong, suggestions } = props
  const list = useId()
  const take = (typed: string) => set(path, typed === '' ? undefined : valueOf(attribute, typed))
  const { typed, setTyped, refused, commit, onKeyDown } = useTyped(shown(value), take)
  const offered = [...attribute.words, ...suggestions(attribute)]
  return (
    <>
      <TextInput
        size="xs"
        label={<Label {...props} />}
        labelProps={LABEL}
        aria-label={path}
        description={attribute.help}
        placeholder={hint(props)}
        required={attribute.required}
        withAsterisk={false}
        value={typed}
        error={refused || wrong(path)}
        list={offered.length > 0 ? list : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {offered.length > 0 && (
        <datalist id={list}>
          {offered.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  )
}

export function ChoiceField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const [refused, setRefused] = useState('')
  return (
    <Choice
      label={<Label {...props} />}
      labelProps={LABEL}
      aria-label={path}
      description={attribute.help}
      placeholder={defaultOf(attribute) || (attribute.required ? 'choose …' : '–')}
      options={attribute.options}
      none={attribute.required ? undefined : 'use the default'}
      value={shown(value)}
      error={refused || wrong(path)}
      choose={(chosen) => void set(path, chosen || undefined).then(setRefused)}
    />
  )
}

export function FlagField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const [refused, setRefused] = useState('')
  return (
    <div>
      <Label {...props} />
      <Switch
        size="xs"
        aria-label={path}
        label={attribute.help}
        checked={(value ?? attribute.default) === true}
        error={refused || wrong(path)}
        onChange={(event) => void set(path, event.currentTarget.checked).then(setRefused)}
      />
    </div>
  )
}

const listed = (value: unknown): string[] => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map((one) => (typeof one === 'object' ? inline(one) : String(one))) : [String(value)]
}

/** Of these a list may say the same twice, such as the sides of a square. */
const NUMBERS = ['integer', 'number', 'quantity']

/** A list of simple values. */
export function ListField(props: FieldProps) {
  const { attribute, path, value, set, wrong, suggestions } = props
  const item = attribute.items ?? attribute
  const { held, refused, change } = useAhead(listed(value), (list) => {
    const values = list.map((one) => valueOf(item, one))
    return set(path, values.length === 0 && !attribute.required ? undefined : values)
  })
  return (
    <TagsInput
      size="xs"
      label={<Label {...props} />}
      labelProps={LABEL}
      aria-label={path}
      description={attribute.help}
      placeholder={held.length === 0 ? defaultOf(attribute) || 'type, then Enter' : ''}
      data={[...item.options, ...attribute.words, ...suggestions(attribute)]}
      value={held}
      error={refused || wrong(path)}
      acceptValueOnBlur
      allowDuplicates={NUMBERS.includes(item.type)}
      onChange={(list) => void change(list)}
    />
  )
}
