import { Button, Select, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { Place, ServiceBounds } from '../../shared/api/operate'
import { useSubmit } from '../../shared/api/useSubmit'
import { bytes, cores } from '../../shared/format'
import { Refusal } from '../../shared/ui/Refusal'
import css from './Operate.module.css'
import { between, objection, typedOf, wanted, type Typed } from './sizes'

interface Props {
  path: string
  service: ServiceBounds
  may: boolean
  done: () => void
}

const room = ({ name, freeCpu, freeMemory }: Place) => `${name}: ${cores(freeCpu)}, ${bytes(freeMemory)} free`

const most = (text: string | null) => (text === null ? 'no limit in the model' : `at most ${text}`)

/** Replicas, limits and host of a service, between what the model allows. */
export function SizeForm({ path, service, may, done }: Props) {
  const [typed, setTyped] = useState<Typed>(() => typedOf(service))
  const { error, busy, send } = useSubmit()
  const body = wanted(typed, service)
  const why = objection(typed, service)
  const field = (name: keyof Typed) => ({
    size: 'xs',
    disabled: !may,
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (body) void send(`${path}/size`, body, done)
  }
  const { replicas, cpu, memory, hosts } = service
  return (
    <form className={css.form} onSubmit={submit} aria-label={`Size of ${service.name}`}>
      <h3>Size and host</h3>
      <div className={css.fields}>
        <TextInput label="Replicas" description={between(replicas)} type="number" min={replicas.minimum} max={replicas.maximum} w={120} {...field('replicas')} />
        <TextInput label="Cores of each" description={most(cpu.most === null ? null : cores(cpu.most))} inputMode="decimal" w={140} {...field('cpu')} />
        <TextInput label="Memory of each (MiB)" description={most(memory.most === null ? null : bytes(memory.most))} inputMode="numeric" w={160} {...field('memory')} />
        <Select
          label="Host"
          description="those that fulfil what it requires"
          size="xs"
          w={260}
          disabled={!may}
          allowDeselect={false}
          data={hosts.map((place) => ({ value: place.name, label: room(place) }))}
          value={typed.host}
          onChange={(host) => host && setTyped({ ...typed, host })}
        />
        <TextInput label="What for" w={220} maxLength={200} {...field('reason')} />
        <Button type="submit" size="xs" loading={busy} disabled={!may || body === null || why !== ''}>
          Change
        </Button>
      </div>
      {why && <p className={css.why}>Out of bounds: {why}.</p>}
      <Refusal error={error} />
    </form>
  )
}
