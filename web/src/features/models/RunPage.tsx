import { Button } from '@mantine/core'
import { useState } from 'react'
import { runPath } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import type { Run } from '../../shared/api/training'
import { count, duration, moment } from '../../shared/format'
import { Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { tellRun } from '../../shared/states'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { CandidateDetails } from './CandidateDetails'
import { Champion } from './Champion'
import { Confusions } from './Confusions'
import { CurvePlots } from './CurvePlots'
import { Folds, LearningCurve, Slices, Verdicts } from './Evaluation'
import { Costs, Shapley } from './Explained'
import { ImportanceBars } from './ImportanceBars'
import { Leaderboard } from './Leaderboard'
import { Legend } from './Legend'
import { ProgressView } from './ProgressView'
import { metricName } from './ranking'
import css from './models.module.css'

function Files({ run }: { run: Run }) {
  const base = runPath(run.id)
  return (
    <div className={css.files}>
      <Button
        component="a"
        href={`${base}/report.html`}
        target="_blank"
        rel="noreferrer"
        size="xs"
        variant="default"
        rightSection={<Icon name="out" size={13} />}
      >
        Report
      </Button>
      <Button component={Link} href={`/runs/${encodeURIComponent(run.id)}/notebook`} size="xs" variant="default">
        Notebook
      </Button>
      <Button component="a" href={`${base}/pipeline.py`} size="xs" variant="default">
        Script
      </Button>
      <Button component="a" href={`${base}/MODEL_CARD.md`} size="xs" variant="default">
        Model card
      </Button>
    </div>
  )
}

function about({ started, finished, rows, boundary, metric, data }: Run): string {
  const took = finished === null ? '' : `, took ${duration(finished - started)}`
  const since = boundary ? `, held out from ${boundary.slice(0, 10)} on` : ''
  const read =
    rows.train === undefined || rows.test === undefined
      ? ''
      : ` ${count(rows.train)} rows to train on, ${count(rows.test)} to test on${since}.`
  const part = data.sampled ? ` Sampled: ${count(data.sampled.rows)} of ${count(data.sampled.of)} rows.` : ''
  return `${moment(started)}${took}.${part}${read} Chosen by ${metricName(metric)}.`
}

function Sources({ run }: { run: Run }) {
  const sources = Object.entries(run.data.sources ?? {})
  if (sources.length === 0) return null
  return (
    <section className={ui.card}>
      <h2 className={ui.heading}>Data</h2>
      <table className={ui.table}>
        <thead>
          <tr>
            <th>Source</th>
            <th className={ui.number}>Rows</th>
            <th className={ui.number}>Columns</th>
            <th>Digest</th>
          </tr>
        </thead>
        <tbody>
          {sources.map(([name, source]) => (
            <tr key={name}>
              <td>{name}</td>
              <td className={ui.number}>{count(source.rows)}</td>
              <td className={ui.number}>{source.columns}</td>
              <td>
                <code>{source.digest.slice(0, 12)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Why a run came to no model. */
function Ended({ run }: { run: Run }) {
  return (
    <p className={css.failure} role="alert">
      <Icon name="cross" />
      <span>
        <b>{tellRun(run.status).label}</b>: {run.error}
      </span>
    </p>
  )
}

function toggled(before: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const after = new Set(before)
  if (!after.delete(one)) after.add(one)
  return after
}

function Content({ run }: { run: Run }) {
  const [picked, setPicked] = useState<string | null>(null)
  const [hovered, setHovered] = useState<string | null>(null)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const name = picked ?? run.chosen ?? run.candidates[0]?.name
  const candidate = run.candidates.find((one) => one.name === name)
  if (run.candidates.length === 0) return null
  const toggle = (one: string) => setHidden((before) => toggled(before, one))
  return (
    <>
      <Leaderboard run={run} picked={name ?? null} pick={setPicked} hover={setHovered} />
      <Legend candidates={run.candidates} hidden={hidden} toggle={toggle} hover={setHovered} />
      <CurvePlots candidates={run.candidates} lit={hovered} hidden={hidden} />
      <div className={css.sections}>
        <Confusions candidates={run.candidates} hidden={hidden} />
        <Verdicts run={run} />
        {candidate && <Champion run={run} candidate={candidate} />}
        {candidate && <Slices candidate={candidate} metric={run.metric} />}
        <Shapley run={run} />
        <Costs run={run} />
        <div className={css.pair}>
          {candidate && <ImportanceBars candidate={candidate} metric={run.metric} />}
          {candidate && <Folds candidate={candidate} metric={run.metric} />}
          {candidate && <LearningCurve candidate={candidate} metric={run.metric} />}
          {candidate && <CandidateDetails candidate={candidate} chosen={candidate.name === run.chosen} />}
          <Sources run={run} />
        </div>
      </div>
    </>
  )
}

export default function RunPage({ id }: { id: string }) {
  const { data: run, error, reload } = useResource<Run>(runPath(id))
  if (run === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the training run" />
  const isOpen = run.status === 'running' || run.status === 'queued'
  return (
    <div className={ui.page}>
      <Link href={`/pipelines/${encodeURIComponent(run.pipeline)}`} className={css.back}>
        All runs of {run.pipeline}
      </Link>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>
            {run.pipeline}
            {run.model?.version != null && `, version ${run.model.version}`}
          </h1>
          <p className={ui.lead}>{about(run)}</p>
        </div>
        {run.status === 'ok' && <Files run={run} />}
      </div>
      {run.error && !isOpen && <Ended run={run} />}
      {isOpen ? <ProgressView run={run.id} over={reload} /> : <Content run={run} />}
    </div>
  )
}
