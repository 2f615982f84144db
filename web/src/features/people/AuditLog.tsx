import { Button } from '@mantine/core'
import { useState } from 'react'
import { useResource } from '../../shared/api/resource'
import { moment } from '../../shared/format'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './people.module.css'
import type { Entry } from './types'

const PAGE = 25

/** Who did what, newest first, a page at a time. */
export function AuditLog() {
  const [limit, setLimit] = useState(PAGE)
  const { data, error, reload } = useResource<{ entries: Entry[] }>(`/api/audit?limit=${limit}`)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the audit log" />
  return (
    <div className={`${ui.card} ${ui.scroll}`}>
      <table className={ui.table} aria-label="Audit log">
        <thead>
          <tr>
            <th>Time</th>
            <th>Who</th>
            <th>What</th>
            <th>To what</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {data.entries.map((entry) => (
            <tr key={entry.number}>
              <td>{moment(entry.time)}</td>
              <td>{entry.who || '–'}</td>
              <td>{entry.what}</td>
              <td className={css.wrap}>{entry.subject}</td>
              <td>{entry.place}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.entries.length === limit && (
        <Button variant="subtle" size="xs" onClick={() => setLimit(Math.min(500, limit + 4 * PAGE))}>
          Show more
        </Button>
      )}
    </div>
  )
}
