import { useResource } from '../../shared/api/resource'
import type { DocumentEntry, Documents as Told } from '../../shared/api/types'
import { Link } from '../../shared/router'
import { Command } from '../../shared/ui/Command'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { fileOf, worst } from './findings'

const addressOf = (file: string) => `/documents/${file.split('/').map(encodeURIComponent).join('/')}`

function Row({ entry, told }: { entry: DocumentEntry; told: Told }) {
  const found = told.findings.filter((one) => fileOf(one) === entry.file)
  const severity = worst(found)
  return (
    <tr>
      <th scope="row">
        <Link href={addressOf(entry.file)}>{entry.name || entry.file}</Link>
      </th>
      <td>{entry.kind || 'not readable'}</td>
      <td>
        <code>{entry.file}</code>
      </td>
      <td>{severity === null ? 'none' : `${found.length}, worst: ${severity}`}</td>
    </tr>
  )
}

/** The documents of the workspace, each with the way to its editor. */
export default function Documents() {
  const { data, error, reload } = useResource<Told>('/api/documents')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the documents" />
  if (data.documents.length === 0) {
    return (
      <Notice title="The workspace has no documents yet">
        <p>Start from a working example:</p>
        <Command text="stratum init my-workspace" />
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>Documents</h1>
      <p className={ui.lead}>Everything that the model is written in. Choose one to edit it.</p>
      <div className={`${ui.card} ${ui.scroll}`}>
        <table className={ui.table} aria-label="Documents">
          <thead>
            <tr>
              <th>Name</th>
              <th>Kind</th>
              <th>File</th>
              <th>Findings</th>
            </tr>
          </thead>
          <tbody>
            {data.documents.map((entry) => (
              <Row key={entry.file} entry={entry} told={data} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
