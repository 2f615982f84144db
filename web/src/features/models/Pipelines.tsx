import { useResource } from '../../shared/api/resource'
import type { Pipeline, Pipelines as Told } from '../../shared/api/training'
import { moment } from '../../shared/format'
import { Link } from '../../shared/router'
import { tellRun } from '../../shared/states'
import { Mark } from '../../shared/ui/Mark'
import { NewDocumentLink } from '../../shared/ui/NewDocument'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { AutomaticForm } from './AutomaticForm'
import { metricName } from './ranking'
import { outcome } from './runTable'
import { TrainButton } from './TrainForm'
import css from './training.module.css'

export const pipelineAddress = (name: string) => `/pipelines/${encodeURIComponent(name)}`

function Newest({ pipeline: { newest } }: { pipeline: Pipeline }) {
  if (newest === null) return <span className={css.never}>never trained</span>
  return (
    <Link href={`/runs/${encodeURIComponent(newest.id)}`} className={css.newest}>
      <Mark told={tellRun(newest.status)} />
      {moment(newest.started)}
    </Link>
  )
}

function Row({ pipeline }: { pipeline: Pipeline }) {
  const names = pipeline.candidates.map((one) => one.name).join(', ')
  return (
    <tr>
      <th scope="row">
        <Link href={pipelineAddress(pipeline.name)}>{pipeline.name}</Link>
      </th>
      <td className={css.wrap}>{pipeline.problem ? <span className={css.problem}>{pipeline.problem}</span> : pipeline.description}</td>
      <td className={css.wrap}>{pipeline.metric ? `${names}; by ${metricName(pipeline.metric)}` : '–'}</td>
      <td>
        <Newest pipeline={pipeline} />
      </td>
      <td className={css.wrap}>{pipeline.best ? outcome(pipeline.best) : '–'}</td>
      <td>
        <TrainButton pipeline={pipeline} />
      </td>
    </tr>
  )
}

/** Every pipeline of the workspace, with the way to train it. */
export default function Pipelines() {
  const { data, error, reload } = useResource<Told>('/api/pipelines')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the pipelines" />
  if (data.pipelines.length === 0) {
    return (
      <Notice title="The workspace has no pipeline yet">
        <p>A pipeline says where rows come from, how they are prepared and which algorithms compete. Begin with an example that has one, such as 01-flights, or with an empty document of kind Pipeline:</p>
        <NewDocumentLink />
        <p>Or name a file and the column to predict: a pipeline is searched for, written and trained.</p>
        <AutomaticForm />
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>Pipelines</h1>
      <p className={ui.lead}>Each trains several algorithms on the same rows, and keeps the best one as a model.</p>
      <section className={ui.card} aria-label="Automatic training">
        <p>Name data and a column: a pipeline is searched for within the time, written into the workspace, and trained.</p>
        <AutomaticForm />
      </section>
      <div className={`${ui.card} ${ui.scroll}`}>
        <table className={ui.table} aria-label="Pipelines">
          <thead>
            <tr>
              {['Pipeline', 'About', 'Candidates', 'Newest run', 'Last figures', 'Train'].map((name) => (
                <th key={name}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.pipelines.map((one) => (
              <Row key={one.name} pipeline={one} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
