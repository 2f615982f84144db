import { Button } from '@mantine/core'
import { useCallback } from 'react'
import { useResource } from '../../shared/api/resource'
import { useRevision } from '../../shared/api/revision'
import { Link, useQuery } from '../../shared/router'
import { Loading, Problem } from '../../shared/ui/Notice'
import { historyAt, parameter, setParameters } from './address'
import css from './Compare.module.css'
import { DiffView } from './DiffView'
import { useDocuments, useWords } from './states'
import type { Compared, Graph } from './types'
import { VersionChoice } from './VersionChoice'

const path = (from: string, to: string) =>
  `/api/versions/diff?from=${encodeURIComponent(from)}${to ? `&to=${encodeURIComponent(to)}` : ''}`

function Beside({ from, to }: { from: string; to: string }) {
  const query = useQuery()
  const revision = useRevision()
  const compared = useResource<Compared>(path(from, to), to ? 0 : revision)
  const before = useDocuments(from)
  const after = useDocuments(to)
  const words = useWords(from, to)
  const choose = useCallback((file: string, element: string) => setParameters({ file, element }), [])
  const failed = [compared, before, after, words].find((one) => one.error !== null)
  if (compared.data === null || before.data === null || after.data === null || words.data === null) {
    return failed?.error ? <Problem error={failed.error} retry={failed.reload} /> : <Loading what="both states" />
  }
  const { changes, files, diff } = compared.data
  return (
    <DiffView
      words={words.data}
      before={before.data}
      after={after.data}
      changes={changes}
      files={files}
      diff={diff}
      file={parameter(query, 'file')}
      element={parameter(query, 'element')}
      choose={choose}
    />
  )
}

/** Two states beside each other, as one picture. */
export function ComparePage() {
  const query = useQuery()
  const graph = useResource<Graph>('/api/versions?limit=200', useRevision())
  const [from, to] = [parameter(query, 'from'), parameter(query, 'to')]
  if (graph.data === null) return graph.error ? <Problem error={graph.error} retry={graph.reload} /> : <Loading what="the versions" />
  const set = (changes: Record<string, string>) => setParameters({ ...changes, element: '' })
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>What changed</h1>
        <VersionChoice label="From" graph={graph.data} value={from || 'HEAD'} choose={(one) => set({ from: one })} />
        <VersionChoice label="To" graph={graph.data} value={to} choose={(one) => set({ to: one })} />
        <Button size="xs" variant="default" disabled={to === ''} onClick={() => set({ from: to, to: from || 'HEAD' })}>
          The other way round
        </Button>
        <Link href={historyAt()}>All versions</Link>
      </header>
      <Beside from={from || 'HEAD'} to={to} />
    </div>
  )
}
