import { ActionIcon, Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useLocked } from '../../shared/api/account'
import { documentAddress } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import type { DocumentEntry, Documents as Told } from '../../shared/api/types'
import { fileOf, worst } from '../../shared/findings/severity'
import { Icon, type IconName } from '../../shared/icons'
import { go, Link, useQuery } from '../../shared/router'
import { useOpenSession, useSession } from '../../shared/session/useSession'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import type { Act, Begun } from './DocumentActs'
import css from './Documents.module.css'

// What is done with documents is loaded when somebody does it.
const DocumentActs = lazy(() => import('./DocumentActs'))
const ICONS: Record<Act, IconName> = { Rename: 'pen', Duplicate: 'copy', Remove: 'bin' }

interface RowProps {
  entry: DocumentEntry
  told: Told
  /** What can be done with it; left out where nothing may be. */
  begin?: (act: Act) => void
}

function Row({ entry, told, begin }: RowProps) {
  const found = told.findings.filter((one) => fileOf(one) === entry.file)
  const severity = worst(found)
  return (
    <tr>
      <th scope="row">
        <Link href={documentAddress(entry.file)}>{entry.name || entry.file}</Link>
      </th>
      <td>{entry.kind || 'not readable'}</td>
      <td>
        <code>{entry.file}</code>
      </td>
      <td>{severity === null ? 'none' : `${found.length}, worst: ${severity}`}</td>
      {begin && (
        <td className={css.acts}>
          {(['Rename', 'Duplicate', 'Remove'] as const).map((act) => (
            <ActionIcon
              key={act}
              variant="subtle"
              color="gray"
              title={act}
              aria-label={`${act} ${entry.name || entry.file}`}
              onClick={() => begin(act)}
            >
              <Icon name={ICONS[act]} />
            </ActionIcon>
          ))}
        </td>
      )}
    </tr>
  )
}

function Table({ told, begin }: { told: Told; begin?: (begun: Begun) => void }) {
  return (
    <div className={`${ui.card} ${ui.scroll}`}>
      <table className={ui.table} aria-label="Documents">
        <thead>
          <tr>
            <th>Name</th>
            <th>Kind</th>
            <th>File</th>
            <th>Findings</th>
            {begin && <th>Change</th>}
          </tr>
        </thead>
        <tbody>
          {told.documents.map((entry) => (
            <Row key={entry.file} entry={entry} told={told} begin={begin && ((act) => begin({ act, entry }))} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RemovedProps {
  name: string
  undo: () => void
}

function Removed({ name, undo }: RemovedProps) {
  return (
    <p className={css.removed} role="status">
      {`${name} was removed.`}
      <Button size="compact-xs" variant="default" onClick={undo}>
        Undo
      </Button>
    </p>
  )
}

/** The documents of the workspace: each with the way to its editor, and what can be done with it as a whole. */
export default function Documents() {
  const session = useOpenSession()
  const saved = useSession(session, (state) => state.saved)
  const locked = useLocked()
  const { data, error, reload } = useResource<Told>('/api/documents', saved)
  const asked = new URLSearchParams(useQuery()).has('new')
  const [begun, setBegun] = useState<Begun | null>(asked ? { act: 'New' } : null)
  const [removed, setRemoved] = useState<DocumentEntry | null>(null)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the documents" />
  const close = () => {
    setBegun(null)
    if (asked) go('/documents', true)
  }
  const create = (
    <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setBegun({ act: 'New' })}>
      New document
    </Button>
  )
  return (
    <>
      {data.documents.length === 0 ? (
        <Notice title="The workspace has no documents yet">
          <p>Begin with an empty one, or with a working example.</p>
          {locked ? <p>{locked}</p> : create}
        </Notice>
      ) : (
        <div className={ui.page}>
          <div className={css.top}>
            <div>
              <h1 className={ui.title}>Documents</h1>
              <p className={ui.lead}>{locked || 'Everything that the model is written in. Choose one to edit it.'}</p>
            </div>
            {!locked && create}
          </div>
          <Table told={data} begin={locked ? undefined : setBegun} />
        </div>
      )}
      {removed && <Removed name={removed.name || removed.file} undo={() => void session.undo().then(() => setRemoved(null))} />}
      {begun && !locked && (
        <Suspense fallback={null}>
          <DocumentActs begun={begun} session={session} documents={data.documents} close={close} removed={setRemoved} />
        </Suspense>
      )}
    </>
  )
}
