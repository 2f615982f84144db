import type { Candidate } from '../../shared/api/training'
import { colorOf } from './Leaderboard'
import css from './training.module.css'

interface Props {
  candidates: Candidate[]
  hidden: ReadonlySet<string>
  toggle: (name: string) => void
  hover: (name: string | null) => void
}

/** Chooses the candidates that the plots show. */
export function Legend({ candidates, hidden, toggle, hover }: Props) {
  const names = candidates.map((one) => one.name)
  return (
    <fieldset className={css.legend} onMouseLeave={() => hover(null)}>
      <legend>Shown in the plots</legend>
      {names.map((name) => (
        <label key={name} onMouseEnter={() => hover(name)}>
          <input type="checkbox" checked={!hidden.has(name)} onChange={() => toggle(name)} />
          <span className={css.swatch} style={{ background: colorOf(names, name) }} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
