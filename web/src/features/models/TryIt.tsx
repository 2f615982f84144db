import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { versionPath, type Input, type RunningService, type Tried, type VersionDetail } from '../../shared/api/registry'
import { useResource } from '../../shared/api/resource'
import { Choice } from '../../shared/ui/Choice'
import { Refusal } from '../../shared/ui/Refusal'
import ui from '../../shared/ui/ui.module.css'
import { useSubmit } from '../../shared/api/useSubmit'
import { lacking, rowOf, typedOf, type Typed } from './row'
import { TriedView } from './TriedView'
import css from './version.module.css'

const BOOLEANS = ['true', 'false']
const FEW = 200

interface FieldProps {
  input: Input
  choices: string[]
  value: string
  type: (value: string) => void
}

function Field({ input, choices, value, type }: FieldProps) {
  const label = input.unit ? `${input.name} (${input.unit})` : input.name
  const options = input.type === 'boolean' ? BOOLEANS : choices
  if (input.type === 'boolean' || (input.type === 'category' && options.length > 0 && options.length <= FEW)) {
    return (
      <Choice label={label} options={options} value={value} choose={type} placeholder="missing" {...(input.required ? {} : { none: 'missing' })} />
    )
  }
  const isNumber = input.type === 'number' || input.type === 'integer'
  return (
    <TextInput size="xs" label={label} value={value} onChange={(event) => type(event.currentTarget.value)} inputMode={isNumber ? 'decimal' : undefined} placeholder={input.type === 'timestamp' ? '2013-09-01T17:30:00Z' : 'missing'} required={input.required} withAsterisk={false} />
  )
}

const MOMENT = 'this version, loaded for the moment'
const nameOf = (one: RunningService) => `${one.application}/${one.service}`

function useTargets(told: VersionDetail): Record<string, string> {
  const { data } = useResource<{ services: RunningService[] }>('/api/services')
  const running = (data?.services ?? []).filter((one) => one.ready && one.models.includes(`${told.name}@${told.version}`))
  const paths = running.map((one) => [nameOf(one), `/api/services/${encodeURIComponent(one.application)}/${encodeURIComponent(one.service)}/try`] as const)
  return { ...Object.fromEntries(paths), [MOMENT]: `${versionPath(told.name, told.version)}/try` }
}

/** A form with a field for each column, and what the model answers. */
export function TryIt({ told }: { told: VersionDetail }) {
  const { account } = useAccount()
  const { inputs } = told.signature
  const [example, setExample] = useState(0)
  const [typed, setTyped] = useState<Typed>(() => typedOf(inputs, told.examples[0] ?? {}))
  const [answer, setAnswer] = useState<Tried | null>(null)
  const [target, setTarget] = useState('')
  const { error, busy, send } = useSubmit()
  const targets = useTargets(told)
  const names = Object.keys(targets)
  const chosen = names.includes(target) ? target : (names[0] ?? MOMENT)
  const missing = lacking(inputs, typed)
  const next = () => {
    const at = (example + 1) % Math.max(1, told.examples.length)
    setExample(at)
    setTyped(typedOf(inputs, told.examples[at] ?? {}))
  }
  const ask = () => send<Tried>(targets[chosen] ?? '', { rows: [rowOf(inputs, typed)] }, setAnswer)
  if (!account.may.includes('ask')) return null
  return (
    <section className={ui.card} aria-label="Try it">
      <h2 className={ui.heading}>Try it</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <div className={css.fields}>
          {inputs.map((input) => (
            <Field key={input.name} input={input} choices={told.choices[input.name] ?? []} value={typed[input.name] ?? ''} type={(value) => setTyped({ ...typed, [input.name]: value })} />
          ))}
        </div>
        <div className={css.buttons}>
          <Button type="submit" size="xs" loading={busy} disabled={missing.length > 0}>
            Predict
          </Button>
          <Button size="xs" variant="default" onClick={next}>
            Another example
          </Button>
          <Select size="xs" aria-label="Who is asked" data={names} value={chosen} onChange={(one) => one && setTarget(one)} allowDeselect={false} comboboxProps={{ transitionProps: { duration: 0 } }} className={css.who} />
        </div>
        {missing.length > 0 && <p className={css.small}>Fill in {missing.join(', ')}.</p>}
      </form>
      <Refusal error={error} />
      {answer && <TriedView tried={answer} />}
    </section>
  )
}
