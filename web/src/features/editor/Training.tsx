import { CloseButton } from '@mantine/core'
import type { Progress } from '../../shared/api/training'
import { useProgress } from '../../shared/api/useProgress'
import { Link } from '../../shared/router'
import { inLine, tellRun, workOf } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import css from './RunTools.module.css'

function about({ going, error, board, behind }: Progress): string {
  if (!going) return error ?? ''
  if (behind.length > 0) return `Waits in line ${inLine(behind)}`
  return board ? `${workOf(board.stage)}: ${board.done} of ${board.tasks.length} done` : 'Waiting for news of the run …'
}

/** A training that was begun here, as it goes on and as it ended. */
export function Training({ run, close }: { run: string; close: () => void }) {
  const { progress, link } = useProgress(run)
  const board = progress?.board
  return (
    <section className={css.training} aria-label="Training">
      <Mark told={tellRun(progress?.status ?? 'running')} />
      <span role="status">{link === 'lost' ? 'The server does not answer; the run goes on by itself.' : progress && about(progress)}</span>
      {progress?.going && board && <progress value={board.done} max={board.tasks.length} aria-label="Candidates and baselines done" />}
      <Link href={`/runs/${encodeURIComponent(run)}`}>{progress && !progress.going ? 'See the run' : 'Watch the run'}</Link>
      <CloseButton size="xs" aria-label="Close the training" onClick={close} />
    </section>
  )
}
