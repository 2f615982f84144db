import { Button, VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { runPath } from '../../shared/api/client'
import type { Board, Task } from '../../shared/api/training'
import { useProgress } from '../../shared/api/useProgress'
import { useSubmit } from '../../shared/api/useSubmit'
import { duration, figure, seconds } from '../../shared/format'
import { inLine, tellTask, workOf } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import { Refusal } from '../../shared/ui/Refusal'
import ui from '../../shared/ui/ui.module.css'
import { shareOf } from './progress'
import css from './training.module.css'

function Way({ task }: { task: Task }) {
  return (
    <span className={css.way} data-state={task.state} aria-hidden="true">
      <span style={{ width: `${shareOf(task.state) * 100}%` }} />
    </span>
  )
}

function Tasks({ tasks }: { tasks: Task[] }) {
  return (
    <table className={ui.table} aria-label="Candidates on their way">
      <thead>
        <tr>
          <th>Candidate</th>
          <th>State</th>
          <th>Progress</th>
          <th className={ui.number}>Time</th>
          <th className={ui.number}>Held-out figure</th>
          <th>Reason</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={`${task.kind} ${task.name}`}>
            <th scope="row">{task.kind === 'baseline' ? `${task.name} (baseline)` : task.name}</th>
            <td>
              <Mark told={tellTask(task.state)} />
            </td>
            <td>
              <Way task={task} />
            </td>
            <td className={ui.number}>{task.began === null ? '–' : seconds(task.seconds)}</td>
            <td className={ui.number}>{figure(task.score)}</td>
            <td className={css.reason}>{task.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function about(board: Board): string {
  const { plan, tasks, done, elapsed, remaining } = board
  const left = remaining === null ? 'no estimate yet' : `about ${duration(Math.ceil(remaining))} to go`
  const by = plan.by ? `, asked for by ${plan.by}` : ''
  return `${done} of ${tasks.length} done, ${duration(elapsed)} so far, ${left}. ${plan.executor}, ${plan.workers} at a time, seed ${plan.seed}${by}.`
}

function Cancel({ run }: { run: string }) {
  const { account } = useAccount()
  const { send, busy, error } = useSubmit()
  const [asked, setAsked] = useState(false)
  if (!account.may.includes('train')) return null
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        loading={busy}
        disabled={asked}
        onClick={() => void send(`${runPath(run)}/cancel`, {}, () => setAsked(true))}
      >
        {asked ? 'It is asked to end' : 'Cancel the run'}
      </Button>
      <Refusal error={error} />
    </div>
  )
}

/** A run while it goes on; `over` is called at its end. */
export function ProgressView({ run, over }: { run: string; over: () => void }) {
  const { progress, link } = useProgress(run)
  const ended = progress !== null && !progress.going
  useEffect(() => {
    if (ended) over()
  }, [ended, over])
  if (progress === null || progress.board === null) return <p role="status">Waiting for news of the run …</p>
  const { board, behind } = progress
  const work = behind.length > 0 ? `Waits in line ${inLine(behind)}` : workOf(board.stage)
  return (
    <section className={ui.card} aria-label="Progress">
      <div className={css.head}>
        <div>
          <h2 className={ui.heading}>{work}</h2>
          <VisuallyHidden role="status">{work}</VisuallyHidden>
          <p className={css.about}>{behind.length > 0 ? 'It begins by itself once they have ended.' : about(board)}</p>
        </div>
        {progress.going && <Cancel run={run} />}
      </div>
      {link === 'lost' && (
        <p role="alert" className={css.lost}>
          The server does not answer. The run goes on by itself; this page shows it again once the server is back.
        </p>
      )}
      <progress className={css.whole} value={board.done} max={board.tasks.length} aria-label="Candidates and baselines done" />
      <div className={ui.scroll}>
        <Tasks tasks={board.tasks} />
      </div>
      <Log lines={board.lines} />
    </section>
  )
}

/** What a run told, line by line. */
export function Log({ lines }: { lines: string[] }) {
  return (
    <details className={css.log} open>
      <summary>Log</summary>
      <pre tabIndex={0} aria-label="Log of the run">
        {lines.length === 0 ? 'Nothing was told yet.' : lines.join('\n')}
      </pre>
    </details>
  )
}
