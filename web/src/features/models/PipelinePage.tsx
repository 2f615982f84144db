import { useResource } from '../../shared/api/resource'
import type { Pipeline, Pipelines, Run } from '../../shared/api/training'
import { figure } from '../../shared/format'
import { Link } from '../../shared/router'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { PipelineDrawing } from './PipelineDrawing'
import { metricName } from './ranking'
import { Runs } from './Runs'
import { TrainForm } from './TrainForm'
import models from './models.module.css'
import css from './training.module.css'

function Figures({ best }: { best: Run }) {
  const candidate = best.candidates.find((one) => one.name === best.chosen)
  if (!candidate) return null
  return (
    <section className={ui.card} aria-label="Last figures">
      <h2 className={ui.heading}>
        Last figures: {candidate.name}
        {best.model?.version != null && `, version ${best.model.version}`}
      </h2>
      <dl className={css.figures}>
        {Object.entries(candidate.metrics).map(([name, value]) => (
          <div key={name}>
            <dt>{metricName(name)}</dt>
            <dd>{figure(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Content({ pipeline, executors }: { pipeline: Pipeline; executors: string[] }) {
  const runs = useResource<{ runs: Run[] }>('/api/runs')
  const mine = runs.data?.runs.filter((run) => run.pipeline === pipeline.name) ?? []
  return (
    <div className={ui.page}>
      <Link href="/pipelines" className={models.back}>
        All pipelines
      </Link>
      <div className={css.head}>
        <div>
          <h1 className={ui.title}>{pipeline.name}</h1>
          <p className={ui.lead}>{pipeline.description || `A ${pipeline.task} of ${pipeline.target}.`}</p>
        </div>
        <TrainForm pipeline={pipeline} executors={executors} />
      </div>
      <div className={css.stack}>
        <PipelineDrawing pipeline={pipeline} />
        {pipeline.best && <Figures best={pipeline.best} />}
      </div>
      <h2 className={models.second}>Training runs</h2>
      {runs.error && <Problem error={runs.error} retry={runs.reload} />}
      {runs.data !== null && mine.length === 0 && (
        <p className={css.teach}>
          It has not been trained yet. <b>Train</b> fits every candidate on the rows before the split, measures all of them on the rows that
          were held out, and registers the best. You can watch it, and leave the page meanwhile.
        </p>
      )}
      {mine.length > 0 && <Runs runs={mine} />}
    </div>
  )
}

export default function PipelinePage({ name }: { name: string }) {
  const { data, error, reload } = useResource<Pipelines>('/api/pipelines')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the pipeline" />
  const pipeline = data.pipelines.find((one) => one.name === name)
  if (!pipeline) {
    return (
      <Notice title={`There is no pipeline ${name}`}>
        <Link href="/pipelines">See those that there are</Link>
      </Notice>
    )
  }
  return <Content pipeline={pipeline} executors={data.executors} />
}
