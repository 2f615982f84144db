import { useState } from 'react'
import { useQuery } from '../../shared/router'
import { Choice } from '../../shared/ui/Choice'
import { Command } from '../../shared/ui/Command'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { parameter, setParameters } from './address'
import { CommitPanel } from './CommitPanel'
import { GraphList } from './GraphList'
import css from './History.module.css'
import { Names } from './Names'
import { Result } from './Result'
import type { Graph } from './types'
import { useAct } from './useAct'
import { useHistory } from './useHistory'

const EVERY = 'all branches'

function NoHistory() {
  return (
    <Notice title="There are no versions yet">
      <p>A workspace in a git repository keeps every state of the model: each edit becomes a commit by itself. Make this folder one, then edit:</p>
      <Command text="stratum init ." />
    </Notice>
  )
}

function standsAt({ branch, head, uncommitted }: Graph): string {
  const place = branch ? `You are on ${branch}` : `You are on no branch, at ${head.slice(0, 7)}`
  if (uncommitted.length === 0) return `${place}; everything is committed.`
  return `${place}; ${uncommitted.length === 1 ? 'one file is' : `${uncommitted.length} files are`} in no commit yet.`
}

/** The graph of commits, and beside it one of them, or the branches and tags. */
export function HistoryPage() {
  const selected = parameter(useQuery(), 'commit')
  const [branch, setBranch] = useState('')
  const { loaded, error, reload, next } = useHistory(branch)
  const acting = useAct()
  if (loaded === null) {
    if (error?.code === 'not-found') return <NoHistory />
    return error ? <Problem error={error} retry={reload} /> : <Loading what="the versions" />
  }
  const { graph, commits } = loaded
  if (graph.head === '' && commits.length === 0) return <NoHistory />
  const select = (id: string) => setParameters({ commit: id })
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1 className={ui.title}>Versions</h1>
          <p>{standsAt(graph)}</p>
        </div>
        <Choice
          aria-label="Commits of"
          none={EVERY}
          placeholder={EVERY}
          value={branch}
          options={[...graph.branches.map((one) => one.name), ...graph.tags.map((one) => one.name)]}
          choose={setBranch}
        />
      </header>
      <Result acting={acting} />
      <div className={css.panes}>
        <GraphList commits={commits} head={graph.head} current={graph.branch} more={graph.more} selected={selected} select={select} next={next} />
        <aside className={css.side} aria-label={selected ? 'Commit' : 'Branches and tags'}>
          {selected ? (
            <CommitPanel key={selected} id={selected} graph={graph} acting={acting} close={() => select('')} />
          ) : (
            <Names graph={graph} acting={acting} />
          )}
        </aside>
      </div>
    </div>
  )
}
