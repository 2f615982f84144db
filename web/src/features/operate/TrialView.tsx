import type { Gate, Trial } from '../../shared/api/operate'
import { count, days, percent } from '../../shared/format'
import type { Told } from '../../shared/states'
import { Bar } from '../../shared/ui/Bar'
import { Mark } from '../../shared/ui/Mark'
import css from './Operate.module.css'

const OPINIONS: Record<Gate['judgement']['opinion'], Told> = {
  good: { label: 'holds', tone: 'good', icon: 'check' },
  wait: { label: 'waits', tone: 'busy', icon: 'hourglass' },
  fail: { label: 'fails', tone: 'bad', icon: 'cross' },
}
const GATES: Record<Gate['name'], string> = {
  replicas: 'Its replicas live',
  answers: 'It answers without errors, in time',
  outcomes: 'It is as often right',
}

/** What is left of a trial at least, in time of the data. */
export function left({ length, passed, outcomes, needed }: Trial): string {
  const time = Math.max(0, length - passed)
  const missing = Math.max(0, needed - outcomes)
  const parts = [time > 0 ? `${days(time)} of data` : '', missing > 0 ? `${count(missing)} outcomes` : ''].filter(Boolean)
  return parts.length === 0 ? 'to be decided now' : `at least ${parts.join(' and ')} left`
}

const title = ({ stage, version, against, share }: Trial) =>
  stage === 'canary'
    ? `Version ${version} answers ${percent(share)} of the requests beside version ${against}`
    : `Version ${version} is asked beside version ${against}; nobody sees its answers`

/** How far a version on trial is, and what each gate says. */
export function TrialView({ trial }: { trial: Trial }) {
  return (
    <div className={css.trial} role="status" aria-label="Trial of a version">
      <p>
        <strong>{title(trial)}</strong>, {left(trial)}.
      </p>
      <div className={css.bars}>
        <Bar label="Time of the data" value={trial.passed} limit={trial.length} show={days} />
        <Bar label="Outcomes" value={trial.outcomes} limit={trial.needed} show={count} />
      </div>
      <ul className={css.gates}>
        {trial.gates.map(({ name, judgement }) => (
          <li key={name}>
            <Mark told={OPINIONS[judgement.opinion]} plain /> {GATES[name]}
            {judgement.reason && <small>{judgement.reason}</small>}
          </li>
        ))}
      </ul>
    </div>
  )
}
