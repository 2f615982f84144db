import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useDenied } from '../../shared/api/account'
import type { Progress } from '../../shared/api/training'
import { useSubmit } from '../../shared/api/useSubmit'
import { go } from '../../shared/router'
import { Refusal } from '../../shared/ui/Refusal'
import css from './training.module.css'

const METRICS = ['one that fits', 'roc_auc', 'accuracy', 'log_loss', 'f1', 'r2', 'rmse', 'mae']
const BUDGET = 30

/** Searches for a pipeline that predicts a column of a file or source, and trains it. */
export function AutomaticForm() {
  const { send, busy, error } = useSubmit()
  const obstacle = useDenied('train', 'train')
  const [data, setData] = useState('')
  const [target, setTarget] = useState('')
  const [metric, setMetric] = useState<string | null>(METRICS[0] ?? null)
  const [budget, setBudget] = useState<number | string>(BUDGET)
  const [trials, setTrials] = useState<number | string>('')
  const wish = {
    data: data.trim(),
    target: target.trim(),
    budget: typeof budget === 'number' ? budget : BUDGET,
    trials: typeof trials === 'number' ? trials : 0,
    metric: metric === null || metric === METRICS[0] ? '' : metric,
  }
  return (
    <form
      className={css.form}
      aria-label="Train automatically"
      onSubmit={(event) => {
        event.preventDefault()
        void send<Progress>('/api/automatic', wish, (begun) => go(`/runs/${encodeURIComponent(begun.id)}`))
      }}
    >
      <TextInput label="Data" size="xs" w={220} placeholder="visits.csv, or the name of a source" value={data} onChange={(event) => setData(event.currentTarget.value)} required />
      <TextInput label="Target" size="xs" w={150} placeholder="column to predict" value={target} onChange={(event) => setTarget(event.currentTarget.value)} required />
      <Select label="Metric" size="xs" w={140} data={METRICS} value={metric} allowDeselect={false} onChange={setMetric} />
      <NumberInput label="Seconds" size="xs" w={100} value={budget} onChange={setBudget} min={3} max={86400} allowDecimal={false} allowNegative={false} />
      <NumberInput label="Trials" size="xs" w={120} placeholder="as time allows" value={trials} onChange={setTrials} min={1} max={10000} allowDecimal={false} allowNegative={false} />
      <Button type="submit" size="xs" loading={busy} disabled={obstacle !== ''}>
        Train automatically
      </Button>
      {obstacle && <p className={css.obstacle}>{obstacle}</p>}
      <Refusal error={error} />
    </form>
  )
}
