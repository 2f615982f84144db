import { useState } from 'react'
import type { Difference, VersionDetail } from '../../shared/api/registry'
import { useResource } from '../../shared/api/resource'
import type { ModelVersion } from '../../shared/api/training'
import { plain } from '../../shared/format'
import { Choice } from '../../shared/ui/Choice'
import { Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './version.module.css'

const LONG = 16
const said = (value: unknown) => {
  const text = value === null ? '–' : typeof value === 'number' ? String(Number(value.toPrecision(5))) : plain(value)
  return text.length > LONG && /^[0-9a-f]+$/.test(text) ? `${text.slice(0, 12)}…` : text
}

function Table({ first, second }: { first: string; second: string }) {
  const query = new URLSearchParams({ first, second })
  const { data, error, reload } = useResource<{ differences: Difference[] }>(`/api/models/differences?${query}`)
  if (error) return <Problem error={error} retry={reload} />
  if (data?.differences.length === 0) return <p className={css.small}>They do not differ.</p>
  return (
    <div className={ui.scroll}>
      <table className={ui.table} aria-label={`${first} and ${second}`}>
        <thead>
          <tr>
            <th scope="col">What differs</th>
            <th scope="col">{first}</th>
            <th scope="col">{second}</th>
          </tr>
        </thead>
        <tbody>
          {data?.differences.map((one) => (
            <tr key={`${one.part} ${one.name}`}>
              <th scope="row">
                {one.name} <span className={css.small}>{one.part}</span>
              </th>
              <td title={plain(one.first)}>{said(one.first)}{one.better === 'first' && <span className={css.better}> better</span>}</td>
              <td title={plain(one.second)}>{said(one.second)}{one.better === 'second' && <span className={css.better}> better</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What differs between a version and another one of the registry. */
export function Compare({ told }: { told: VersionDetail }) {
  const { data } = useResource<{ models: ModelVersion[] }>('/api/models')
  const [other, setOther] = useState('')
  const current = `${told.name}@${told.version}`
  const others = (data?.models ?? []).map((one) => `${one.name}@${one.version}`).filter((name) => name !== current)
  return (
    <section className={ui.card} aria-label="Compare">
      <h2 className={ui.heading}>Compare</h2>
      {others.length > 0 ? (
        <Choice label="With" options={others} value={other} choose={setOther} placeholder="another version" />
      ) : (
        <p className={css.small}>This is the only version; train again to compare.</p>
      )}
      {other && <Table first={other} second={current} />}
    </section>
  )
}
