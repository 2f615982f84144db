import { Button } from '@mantine/core'
import { useState } from 'react'
import { runPath } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import type { Run } from '../../shared/api/training'
import { count, duration, moment } from '../../shared/format'
import { Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { CandidateDetails } from './CandidateDetails'
import { CurvePlots } from './CurvePlots'
import { Leaderboard } from './Leaderboard'
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
      <Button
        component="a"
        href={`${base}/notebook.ipynb`}
        size="xs"
        variant="default"
        rightSection={<Icon name="down" size={13} />}
      >
        Notebook
      </Button>
    </div>
  )
}

function about({ started, finished, rows, boundary, metric }: Run): string {
  const took = finished === null ? '' : `, took ${duration(finished - started)}`
  const since = boundary ? `, held out from ${boundary.slice(0, 10)} on` : ''
  const read =
    rows.train === undefined || rows.test === undefined
      ? ''
      : ` ${count(rows.train)} rows to train on, ${count(rows.test)} to test on${since}.`
  return `${moment(started)}${took}.${read} Chosen by ${metricName(metric)}.`
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

function Content({ run }: { run: Run }) {
  const [picked, setPicked] = useState<string | null>(null)
  const [hovered, setHovered] = useState<string | null>(null)
  const name = picked ?? run.chosen ?? run.candidates[0]?.name
  const candidate = run.candidates.find((one) => one.name === name)
  if (run.candidates.length === 0) return null
  return (
    <>
      <Leaderboard run={run} picked={name ?? null} pick={setPicked} hover={setHovered} />
      <CurvePlots candidates={run.candidates} lit={hovered} />
      <div className={css.pair}>
        {candidate && <CandidateDetails candidate={candidate} chosen={candidate.name === run.chosen} />}
        <Sources run={run} />
      </div>
    </>
  )
}

export default function RunPage({ id }: { id: string }) {
  const { data: run, error, reload } = useResource<Run>(runPath(id))
  if (run === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the training run" />
  return (
    <div className={ui.page}>
      <Link href="/models" className={css.back}>
        All models
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
      {run.error && (
        <p className={css.failure} role="alert">
          <Icon name="cross" />
          {run.error}
        </p>
      )}
      <Content run={run} />
    </div>
  )
}
