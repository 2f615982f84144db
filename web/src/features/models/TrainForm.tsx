import { Button, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useDenied } from '../../shared/api/account'
import { trainPath } from '../../shared/api/client'
import type { Pipeline, Progress } from '../../shared/api/training'
import { useSubmit } from '../../shared/api/useSubmit'
import { go } from '../../shared/router'
import { beforehand } from '../../shared/states'
import { Refusal } from '../../shared/ui/Refusal'
import css from './training.module.css'

const AS_SET = 'as set for the server'

function useTrain(pipeline: Pipeline) {
  const { send, busy, error } = useSubmit()
  const train = (wish: { executor?: string; seed?: number }) =>
    void send<Progress>(trainPath(pipeline.name), wish, (begun) => go(`/runs/${encodeURIComponent(begun.id)}`))
  return { train, busy, error }
}

/** Why the button does nothing; empty where it trains. */
function useObstacle(pipeline: Pipeline): string {
  return useDenied('train', 'train') || beforehand(pipeline.problem)
}

/** Trains a pipeline as it is. */
export function TrainButton({ pipeline }: { pipeline: Pipeline }) {
  const { train, busy, error } = useTrain(pipeline)
  const obstacle = useObstacle(pipeline)
  return (
    <>
      <Button
        size="compact-sm"
        loading={busy}
        disabled={obstacle !== ''}
        title={obstacle || undefined}
        aria-label={`Train ${pipeline.name}`}
        onClick={() => train({})}
      >
        Train
      </Button>
      <Refusal error={error} />
    </>
  )
}

/** Trains a pipeline, with choices. */
export function TrainForm({ pipeline, executors }: { pipeline: Pipeline; executors: string[] }) {
  const { train, busy, error } = useTrain(pipeline)
  const obstacle = useObstacle(pipeline)
  const [executor, setExecutor] = useState<string | null>(AS_SET)
  const [seed, setSeed] = useState<number | string>('')
  const wish = {
    ...(executor && executor !== AS_SET ? { executor } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  }
  return (
    <form
      className={css.form}
      aria-label="Train"
      onSubmit={(event) => {
        event.preventDefault()
        train(wish)
      }}
    >
      <Select label="Executor" size="xs" w={190} data={[AS_SET, ...executors]} value={executor} allowDeselect={false} onChange={setExecutor} />
      <NumberInput
        label="Seed"
        size="xs"
        w={120}
        placeholder={String(pipeline.seed)}
        value={seed}
        onChange={setSeed}
        min={0}
        max={2 ** 32 - 1}
        allowDecimal={false}
        allowNegative={false}
      />
      <Button type="submit" size="xs" loading={busy} disabled={obstacle !== ''}>
        Train
      </Button>
      {obstacle && <p className={css.obstacle}>{obstacle}</p>}
      <Refusal error={error} />
    </form>
  )
}
