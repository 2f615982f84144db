import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { Finding } from '../../shared/api/types'
import { bySeverity, SEVERITY } from '../../shared/findings/severity'
import { go } from '../../shared/router'
import { Mark } from '../../shared/ui/Mark'
import { historyAt } from './address'
import { toldOf } from './choices'
import css from './Merge.module.css'
import type { Choices, Trial } from './types'
import type { Act } from './useAct'
import { useMay } from './useMay'

interface Props {
  trial: Trial
  /** What is merged, as git knows it and as it is called here. */
  branch: string
  there: string
  here: string
  choices: Choices
  busy: boolean
  acting: Act
  rest: (side: 'ours' | 'theirs') => void
}

/** What is wrong with the merged model, before it is committed. */
export function Problems({ trial }: { trial: Trial }) {
  const found: Finding[] = bySeverity([...trial.errors, ...trial.findings])
  if (found.length === 0) return null
  return (
    <section aria-label="Findings of the merged model">
      <h2>Findings of the merged model</h2>
      <ul className={css.findings}>
        {found.map((one) => (
          <li key={`${one.code} ${one.position} ${one.message}`}>
            <Mark told={SEVERITY[one.severity]} />
            <span>
              {one.message}
              <small>
                {one.position} {one.fix}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What would come of the merge, and the button that does it. */
export function MergeFoot({ trial, branch, there, here, choices, busy, acting, rest }: Props) {
  const [errors, setErrors] = useState(false)
  const may = useMay()
  const { outcome } = trial
  const held = outcome === 'conflicts' || outcome === 'nothing' || (outcome === 'errors' && !errors)
  const merge = () =>
    void acting.act<Trial>('merge', { branch, apply: true, choices, errors }, (done) => {
      if (done.commit) go(historyAt(done.commit.id))
      return done.commit ? `Merged as ${done.commit.title}.` : 'Nothing was changed: the branches are others by now. Look again.'
    })
  return (
    <div className={css.foot}>
      <p role="status" aria-label="Outcome">
        {toldOf(trial, there, here)}
      </p>
      {outcome === 'conflicts' && (
        <span className={css.tools}>
          <Button size="xs" variant="default" onClick={() => rest('ours')}>
            Ours for the rest
          </Button>
          <Button size="xs" variant="default" onClick={() => rest('theirs')}>
            Theirs for the rest
          </Button>
        </span>
      )}
      {outcome === 'errors' && (
        <Switch size="xs" label="Merge with these errors, and mend them then" checked={errors} onChange={(event) => setErrors(event.currentTarget.checked)} />
      )}
      {may.save && outcome !== 'nothing' && (
        <Button size="xs" color="teal.8" disabled={held || busy} loading={acting.busy} onClick={merge}>
          Merge
        </Button>
      )}
    </div>
  )
}
