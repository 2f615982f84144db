import type { Run } from '../../shared/api/training'
import { duration, figure, moment } from '../../shared/format'
import { Link } from '../../shared/router'
import { tellRun } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import { metricName } from './ranking'
import css from './models.module.css'

/** What came of a run, in a line. */
export function outcome(run: Run): string {
  const best = run.candidates.find((one) => one.name === run.chosen)
  if (!best) return run.error ?? '–'
  return `${best.name} of ${run.candidates.length} candidates, ${metricName(run.metric)} ${figure(best.metrics[run.metric])}`
}

function RunRow({ run }: { run: Run }) {
  return (
    <tr>
      <td>
        <Link href={`/runs/${encodeURIComponent(run.id)}`}>{moment(run.started)}</Link>
      </td>
      <td>{run.pipeline}</td>
      <td>
        <Mark told={tellRun(run.status)} />
      </td>
      <td className={css.outcome}>{outcome(run)}</td>
      <td className={ui.number}>{run.finished === null ? '–' : duration(run.finished - run.started)}</td>
    </tr>
  )
}

/** Training runs in the order they come in. */
export function Runs({ runs }: { runs: Run[] }) {
  return (
    <div className={`${ui.card} ${ui.scroll} ${css.flush}`} tabIndex={0} role="region" aria-label="Table: Training runs">
      <table className={ui.table} aria-label="Training runs">
        <thead>
          <tr>
            <th>Started</th>
            <th>Pipeline</th>
            <th>Status</th>
            <th>Outcome</th>
            <th className={ui.number}>Took</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
