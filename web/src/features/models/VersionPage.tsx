import { useState } from 'react'
import { versionPath, type VersionDetail } from '../../shared/api/registry'
import { useResource } from '../../shared/api/resource'
import { bytes, figure, moment, plain, seconds } from '../../shared/format'
import { Link } from '../../shared/router'
import { tellStage } from '../../shared/states'
import { Facts, type Fact } from '../../shared/ui/Facts'
import { Mark } from '../../shared/ui/Mark'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { takesOneRow, tellAnswers } from './answers'
import { Compare } from './Compare'
import { Expose } from './Expose'
import { LineageGraph } from './LineageGraph'
import { metricName } from './ranking'
import { OpenNotebook } from './OpenNotebook'
import { TryIt } from './TryIt'
import css from './version.module.css'
import { VersionActions } from './VersionActions'

function needs(told: VersionDetail): Fact[] {
  const need = told.profiles['']
  if (!need) return [['Needs', 'not measured']]
  const times = need.latency.map(({ rows, p95 }): Fact => [`95 of 100, ${rows} ${rows === 1 ? 'row' : 'rows'}`, seconds(p95)])
  const where: Fact[] = need.by ? [['Measured', `elsewhere, on a machine of compute score ${figure(need.score)}`]] : []
  return [['Memory', bytes(need.memory)], ['Ready after', seconds(need.start)], ...times, ...where]
}

const licences = (told: VersionDetail): Fact[] => [
  ['Data', told.licences.data || 'not stated'],
  ...Object.entries(told.licences.libraries),
]

function About({ told }: { told: VersionDetail }) {
  const figures = Object.entries(told.metrics).map(([name, value]): Fact => [metricName(name), figure(value)])
  const parameters = Object.entries(told.parameters).map(([name, value]): Fact => [name, plain(value)])
  return (
    <section className={ui.card} aria-label="Figures">
      <h2 className={ui.heading}>Held-out figures</h2>
      <Facts facts={figures} />
      <h2 className={ui.heading}>What it needs</h2>
      <Facts facts={needs(told)} />
      <h2 className={ui.heading}>{told.algorithm}</h2>
      <Facts facts={parameters} />
      <h2 className={ui.heading}>Licences</h2>
      <Facts facts={licences(told)} />
    </section>
  )
}

function Signature({ told }: { told: VersionDetail }) {
  return (
    <section className={ui.card} aria-label="Signature">
      <h2 className={ui.heading}>Signature</h2>
      <div className={ui.scroll}>
        <table className={ui.table}>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Missing allowed</th>
            </tr>
          </thead>
          <tbody>
            {told.signature.inputs.map((input) => (
              <tr key={input.name}>
                <th scope="row">{input.name}</th>
                <td>
                  {input.type}
                  {input.unit && `, ${input.unit}`}
                </td>
                <td>{input.required ? 'no' : 'yes'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.small}>
        {tellAnswers(told.task, told.signature.labels)}
      </p>
    </section>
  )
}

/** One version of a model: what it is, where it comes from, and what can be done with it. */
export default function VersionPage({ model, version }: { model: string; version: string }) {
  const [generation, setGeneration] = useState(0)
  const { data, error, reload } = useResource<VersionDetail>(versionPath(model, version), generation)
  const changed = () => setGeneration((one) => one + 1)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what={`${model}@${version}`} />
  return (
    <div className={ui.page}>
      <Link href="/models" className={css.back}>
        All models
      </Link>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>
            {data.name}@{data.version} <Mark told={tellStage(data.stage)} />
          </h1>
          <p className={ui.lead}>
            {data.task}, registered {moment(data.created)}, bundle <code>{data.digest.slice(0, 12)}</code>
          </p>
        </div>
        <div className={css.actions}>
          <VersionActions told={data} changed={changed} />
          <OpenNotebook run={data.run} />
        </div>
      </div>
      <LineageGraph told={data} generation={generation} />
      <div className={css.columns}>
        <div>
          {takesOneRow(data.task) && <TryIt told={data} />}
          <Signature told={data} />
        </div>
        <div>
          <Expose told={data} changed={changed} />
          <About told={data} />
          <Compare told={data} />
        </div>
      </div>
    </div>
  )
}
