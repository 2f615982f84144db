import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { Run } from '../../shared/api/training'
import { moment } from '../../shared/format'
import { plotColor } from '../../shared/plot/palette'
import { Link } from '../../shared/router'
import ui from '../../shared/ui/ui.module.css'
import { factsOf } from './sideBySide'
import { Trails } from './Trails'
import css from './models.module.css'

function Facts({ runs }: { runs: Run[] }) {
  const [all, setAll] = useState(false)
  const facts = factsOf(runs)
  const shown = all ? facts : facts.filter((one) => one.differs)
  return (
    <>
      <Switch size="xs" label="Also what is the same" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      <div className={ui.scroll}>
        <table className={ui.table} aria-label="Runs side by side">
          <thead>
            <tr>
              <th scope="col">What</th>
              {runs.map((run, place) => (
                <th key={run.id} scope="col">
                  <span className={css.key} style={{ background: plotColor(place) }} />
                  <Link href={`/runs/${encodeURIComponent(run.id)}`}>
                    {run.pipeline}, {moment(run.started)}
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, values, best }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.map((value, place) => (
                  <td key={runs[place]?.id} className={css.outcome}>
                    {value}
                    {best.includes(place) && <span className={css.best}> best</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** The runs that were picked, side by side. */
export function CompareRuns({ runs }: { runs: Run[] }) {
  if (runs.length === 0) return null
  return (
    <section className={`${ui.card} ${css.compare}`} aria-label="Comparison of runs">
      <h2 className={ui.heading}>{runs.length === 1 ? 'Choose a second run to compare' : `${runs.length} runs side by side`}</h2>
      {runs.length > 1 && <Facts runs={runs} />}
      {runs.length > 1 && <Trails runs={runs} />}
    </section>
  )
}
