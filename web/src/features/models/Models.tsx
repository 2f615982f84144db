import { useResource } from '../../shared/api/resource'
import { versionAddress } from '../../shared/api/registry'
import type { ModelVersion, Run } from '../../shared/api/training'
import { figure, moment } from '../../shared/format'
import { Link } from '../../shared/router'
import { tellStage } from '../../shared/states'
import { Command } from '../../shared/ui/Command'
import { Mark } from '../../shared/ui/Mark'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { ImportModel } from './ImportModel'
import { metricName } from './ranking'
import { Runs } from './Runs'
import css from './models.module.css'

/** What people look at first, for classification and regression. */
const FIRST = ['roc_auc', 'accuracy', 'r2', 'rmse', 'mae']
const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)

/** The figures of a version that fit a table cell. */
const figures = (metrics: ModelVersion['metrics']) =>
  Object.entries(metrics)
    .sort(([a], [b]) => rank(a) - rank(b))
    .slice(0, 3)
    .map(([name, value]) => `${metricName(name)} ${figure(value)}`)
    .join('   ')

function Version({ version }: { version: ModelVersion }) {
  return (
    <tr>
      <td>
        <Link href={versionAddress(version.name, version.version)}>
          <strong>{version.name}</strong>
        </Link>
      </td>
      <td>{version.version}</td>
      <td>
        <Mark told={tellStage(version.stage)} />
      </td>
      <td>{version.algorithm}</td>
      <td className={css.figures}>{figures(version.metrics)}</td>
      <td>{moment(version.created)}</td>
      <td>
        <code>{version.digest.slice(0, 12)}</code>
      </td>
      <td>{version.run ? <Link href={`/runs/${encodeURIComponent(version.run)}`}>Training run</Link> : '–'}</td>
    </tr>
  )
}

function Registry({ versions }: { versions: ModelVersion[] }) {
  return (
    <div className={`${ui.card} ${ui.scroll} ${css.flush}`} tabIndex={0} role="region" aria-label="Table: Model versions">
      <table className={ui.table} aria-label="Model versions">
        <thead>
          <tr>
            {['Model', 'Version', 'Stage', 'Algorithm', 'Held-out figures', 'Registered', 'Digest', 'From'].map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <Version key={`${version.name} ${version.version}`} version={version} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

export default function Models() {
  const models = useResource<{ models: ModelVersion[] }>('/api/models')
  const runs = useResource<{ runs: Run[] }>('/api/runs')
  const error = models.error ?? runs.error
  if (models.data === null || runs.data === null) {
    return error ? <Problem error={error} retry={() => [models, runs].map((one) => one.reload())} /> : <Loading what="models" />
  }
  if (models.data.models.length === 0 && runs.data.runs.length === 0) {
    return (
      <Notice title="No model has been trained yet">
        <p>A pipeline says where rows come from, how they are prepared and which algorithms compete. Train it with</p>
        <Command text="stratum train pipeline.yaml" />
        <ImportModel />
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>Models</h1>
          <p className={ui.lead}>Every version in the registry, and the training runs that made them.</p>
        </div>
        <ImportModel />
      </div>
      <Registry versions={models.data.models} />
      <h2 className={css.second}>Training runs</h2>
      <Runs runs={runs.data.runs} />
    </div>
  )
}
