import { useCallback, useMemo, useState } from 'react'
import { useResource } from '../../shared/api/resource'
import { useRevision } from '../../shared/api/revision'
import { moment } from '../../shared/format'
import { Icon } from '../../shared/icons'
import { Link, useQuery } from '../../shared/router'
import { Loading, Problem } from '../../shared/ui/Notice'
import { historyAt, parameter, setParameters, shortId } from './address'
import { CommitActions } from './CommitActions'
import css from './Compare.module.css'
import { Picture } from './Picture'
import { Result } from './Result'
import { modelOf, sitesOf, useDocuments, useWords } from './states'
import type { Graph, State, Version } from './types'
import { unionOf } from './union'
import { useAct } from './useAct'
import type { Vocabulary } from '../../model/vocabulary'

function Drawn({ words, state, file, element }: { words: Vocabulary; state: State; file: string; element: string }) {
  const drawn = useMemo(() => {
    const model = modelOf(words, state, file)
    return { union: unionOf(model, model, []), infrastructure: sitesOf(words, file, [[model, state]]) }
  }, [words, state, file])
  const select = useCallback((one: string) => setParameters({ element: one }), [])
  const chosen = state.hosts[drawn.union.model.name] ?? NOBODY
  return <Picture words={words} {...drawn} chosen={chosen} selected={element} focus={0} select={select} />
}

const NOBODY: Record<string, string> = {}

function Documents({ state, words }: { state: State; words: Vocabulary }) {
  const query = useQuery()
  const [asText, setAsText] = useState(false)
  const wanted = parameter(query, 'file')
  const files = Object.keys(state.texts)
  const kinds = new Map(state.documents.map((one) => [one.file, one.kind]))
  const usual = files.find((one) => kinds.get(one) === 'Application') ?? files[0] ?? ''
  const file = files.includes(wanted) ? wanted : usual
  const drawable = words.documents[kinds.get(file) ?? ''] !== undefined
  if (files.length === 0) return <p className={css.none}>This commit has no documents.</p>
  return (
    <div className={css.view}>
      <div className={css.bar}>
        <div className={css.documents} role="group" aria-label="Documents">
          {files.map((one) => (
            <button key={one} type="button" aria-pressed={one === file} onClick={() => setParameters({ file: one, element: '' })}>
              {one}
            </button>
          ))}
        </div>
        <button type="button" className={css.toggle} aria-pressed={asText || !drawable} onClick={() => setAsText(!asText)}>
          <Icon name="text" size={13} />
          Text
        </button>
      </div>
      <div className={`${css.sheet} ${css.whole}`}>
        {asText || !drawable ? (
          <pre className={css.yaml} tabIndex={0} aria-label={`Text of ${file}`}>
            {state.texts[file]}
          </pre>
        ) : (
          <Drawn words={words} state={state} file={file} element={parameter(query, 'element')} />
        )}
      </div>
    </div>
  )
}

/** A commit as it was, only to look at. */
export function StatePage() {
  const at = parameter(useQuery(), 'at') || 'HEAD'
  const commit = useResource<Version>(`/api/versions/${encodeURIComponent(at)}`)
  const graph = useResource<Graph>('/api/versions?limit=1', useRevision())
  const state = useDocuments(at)
  const words = useWords(at, at)
  const acting = useAct()
  const failed = [commit, graph, state, words].find((one) => one.error !== null)
  if (commit.data === null || graph.data === null || state.data === null || words.data === null) {
    return failed?.error ? <Problem error={failed.error} retry={failed.reload} /> : <Loading what="the commit" />
  }
  const { id, title, author, time } = commit.data
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>
          {title} <code>{shortId(id)}</code>
        </h1>
        <span>
          {author}, {moment(time)}. Only to look at.
        </span>
        <Link href={historyAt(id)}>In the history</Link>
      </header>
      <CommitActions commit={commit.data} graph={graph.data} acting={acting} opened />
      <Result acting={acting} />
      <Documents state={state.data} words={words.data} />
    </div>
  )
}
