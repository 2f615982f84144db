import { tablePath, type Preview } from '../../shared/api/data'
import { useResource } from '../../shared/api/resource'
import { count } from '../../shared/format'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './data.module.css'

const ROWS = 50
const NUMBERS = /^(u?int|float|double|half|decimal)/

const said = (value: unknown) => (value === null ? <span className={css.missing}>missing</span> : String(value))

/** The schema and the first rows of a table. */
export function PreviewView({ pipeline, table }: { pipeline: string; table: string }) {
  const { data, error, reload } = useResource<Preview>(`${tablePath(pipeline, table)}/preview?rows=${ROWS}`)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the first rows" />
  const shown = data.columns.slice(0, data.first[0]?.length ?? data.columns.length)
  return (
    <>
      <p className={css.told}>
        {count(data.rows)} rows, {data.columns.length} columns; the first {data.first.length} are shown.
      </p>
      <div className={`${ui.card} ${css.flush}`} tabIndex={0} role="region" aria-label={`First rows of ${table}`}>
        <table className={ui.table}>
          <thead>
            <tr>
              {shown.map(([name, type]) => (
                <th key={name} scope="col" className={NUMBERS.test(type) ? ui.number : undefined}>
                  {name} <span className={css.stored}>{type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.first.map((row, at) => (
              <tr key={at}>
                {row.map((value, place) => (
                  <td key={place} className={NUMBERS.test(shown[place]?.[1] ?? '') ? ui.number : undefined}>
                    {said(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className={css.digests}>
        {Object.entries(data.digests).map(([name, digest]) => (
          <div key={name}>
            <dt>Content of {name}</dt>
            <dd>
              <code>{digest}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
