import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ServedModel } from '../../shared/api/operate'
import { useSubmit } from '../../shared/api/useSubmit'
import { Refusal } from '../../shared/ui/Refusal'
import css from './Operate.module.css'

interface Props {
  path: string
  model: ServedModel
  may: boolean
  done: () => void
}

/** A share typed in percent, as the API wants it; null where it is none. */
export function shareOf(typed: string): number | null {
  if (typed.trim() === '') return 0
  const share = Number(typed) / 100
  return share > 0 && share < 1 ? share : null
}

const told = (model: ServedModel) =>
  model.versions.map(({ version, stage, answers }) => ({
    value: version,
    label: `${version} (${stage})${answers ? ', answers now' : ''}`,
    disabled: answers,
  }))

interface Typed {
  version: string
  share: string
  reason: string
}

interface ActProps {
  title: string
  refused: string
  may: boolean
  busy: boolean
  act: () => void
}

/** A button with the reason why it cannot be pressed now. */
function Act({ title, refused, may, busy, act }: ActProps) {
  return (
    <Button size="xs" variant="default" disabled={!may || busy || refused !== ''} title={refused || undefined} onClick={act}>
      {title}
    </Button>
  )
}

function Reasons({ refused }: { refused: ServedModel['refused'] }) {
  const rows = Object.entries({ 'Roll out': refused.rollout, 'Roll back': refused.rollback, Retrain: refused.retrain })
  const said = rows.filter(([, why]) => why !== '')
  if (said.length === 0) return null
  return (
    <ul className={css.why}>
      {said.map(([name, why]) => (
        <li key={name}>
          {name}: {why}.
        </li>
      ))}
    </ul>
  )
}

/** The version that answers: another one at once or after a canary, the one before, or a new one. */
export function ModelForm({ path, model, may, done }: Props) {
  const [typed, setTyped] = useState<Typed>({ version: '', share: '', reason: '' })
  const { error, busy, send } = useSubmit()
  const share = shareOf(typed.share)
  const { refused } = model
  const ask = (body: Record<string, unknown>) => void send(`${path}/versions`, { ...body, reason: typed.reason }, done)
  const canary = typed.share.trim() !== '' && refused.canary !== ''
  return (
    <form className={css.form} onSubmit={(event) => event.preventDefault()} aria-label={`Versions of ${model.model}`}>
      <h3>
        Model {model.model}, version {model.version} answers
      </h3>
      <div className={css.fields}>
        <Select
          label="Version to roll out"
          size="xs"
          w={210}
          disabled={!may}
          placeholder="choose"
          data={told(model)}
          value={typed.version || null}
          onChange={(version) => setTyped({ ...typed, version: version ?? '' })}
        />
        <TextInput
          label="Canary (%)"
          description={canary ? refused.canary : 'empty: all at once'}
          size="xs"
          w={150}
          inputMode="decimal"
          disabled={!may}
          value={typed.share}
          error={share === null ? 'above 0, below 100' : undefined}
          onChange={(event) => setTyped({ ...typed, share: event.currentTarget.value })}
        />
        <TextInput
          label="What for"
          size="xs"
          w={220}
          maxLength={200}
          disabled={!may}
          value={typed.reason}
          onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })}
        />
        <Act
          title="Roll out"
          refused={refused.rollout || (typed.version === '' ? 'choose a version' : share === null || canary ? 'mend the share' : '')}
          may={may}
          busy={busy}
          act={() => ask({ do: 'rollout', version: typed.version, share })}
        />
        <Act title="Roll back" refused={refused.rollback} may={may} busy={busy} act={() => ask({ do: 'rollback' })} />
        <Act title="Retrain" refused={refused.retrain} may={may} busy={busy} act={() => ask({ do: 'retrain' })} />
      </div>
      <Reasons refused={refused} />
      <Refusal error={error} />
    </form>
  )
}
