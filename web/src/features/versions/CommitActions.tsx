import { Button } from '@mantine/core'
import { useState } from 'react'
import { go } from '../../shared/router'
import { comparing, merging, shortId, stateAt } from './address'
import css from './History.module.css'
import { NameForm } from './NameForm'
import type { Commit, Graph, Moved } from './types'
import type { Act } from './useAct'
import { useMay } from './useMay'

type Asked = 'branch' | 'tag' | 'restore' | null

interface Props {
  commit: Commit
  graph: Pick<Graph, 'head' | 'branch' | 'uncommitted'>
  acting: Act
  /** Leaves out the way to the picture of the commit. */
  opened?: boolean
}

const files = (count: number) => (count === 1 ? 'one file' : `${count} files`)

/** What is said before everything is brought back to a commit. */
function restoring(commit: Commit, uncommitted: string[]): string {
  const saved = uncommitted.length > 0 ? ` The ${files(uncommitted.length)} in no commit become one first.` : ''
  return `A new commit makes everything as it was in ${shortId(commit.id)}. The commits since then stay, and can be restored in the same way.${saved}`
}

function Restore({ commit, graph, acting, cancel }: Props & { cancel: () => void }) {
  const restore = () =>
    void acting
      .act<Moved>('restore', { commit: commit.id }, (moved) =>
        moved.new ? `Restored: ${moved.commit.title}.` : 'Everything is as in that commit already; nothing was changed.',
      )
      .then((done) => done && cancel())
  return (
    <div className={css.ask} role="group" aria-label="Restore this state">
      <p>{restoring(commit, graph.uncommitted)}</p>
      <span className={css.tools}>
        <Button size="compact-xs" color="teal.8" loading={acting.busy} onClick={restore} autoFocus>
          Restore it
        </Button>
        <Button size="compact-xs" variant="default" onClick={cancel}>
          Cancel
        </Button>
      </span>
    </div>
  )
}

/** What can be done with a commit. */
export function CommitActions({ commit, graph, acting, opened = false }: Props) {
  const [asked, setAsked] = useState<Asked>(null)
  const may = useMay()
  const [parent] = commit.parents
  const cancel = () => setAsked(null)
  const name = (what: 'branches' | 'tags', one: string, message: string) =>
    acting
      .act(what, { do: 'create', name: one, at: commit.id, ...(what === 'tags' ? { message } : {}) }, () => `${one} is made at ${shortId(commit.id)}.`)
      .then((done) => done && cancel())
  const ways: [string, string][] = [
    ...(opened ? [] : [['Open', stateAt(commit.id)] as [string, string]]),
    ['Compare with now', comparing(commit.id)],
    ...(parent === undefined ? [] : [['Show the changes', comparing(parent, commit.id)] as [string, string]]),
  ]
  return (
    <>
      <div className={css.tools} role="group" aria-label="What can be done with the commit">
        {ways.map(([text, address]) => (
          <Button key={text} size="compact-xs" variant={text === 'Open' ? 'light' : 'default'} onClick={() => go(address)}>
            {text}
          </Button>
        ))}
        {may.save && (
          <>
            <Button size="compact-xs" variant="default" aria-expanded={asked === 'branch'} onClick={() => setAsked('branch')}>
              Branch from here
            </Button>
            <Button size="compact-xs" variant="default" aria-expanded={asked === 'tag'} onClick={() => setAsked('tag')}>
              Tag
            </Button>
            {commit.id !== graph.head && (
              <Button size="compact-xs" variant="default" aria-expanded={asked === 'restore'} onClick={() => setAsked('restore')}>
                Restore this state
              </Button>
            )}
            {commit.id !== graph.head && graph.branch !== '' && (
              <Button size="compact-xs" variant="default" onClick={() => go(merging(commit.id))}>
                Merge into {graph.branch}
              </Button>
            )}
          </>
        )}
      </div>
      {asked === 'branch' && (
        <NameForm label="Name of the branch" about={`A branch that begins at ${shortId(commit.id)}. You stay where you are.`} button="Make the branch" busy={acting.busy} take={(one) => void name('branches', one, '')} cancel={cancel} />
      )}
      {asked === 'tag' && (
        <NameForm label="Name of the tag" more="What it says" about={`A name for ${shortId(commit.id)} that never moves.`} button="Make the tag" busy={acting.busy} take={(one, message) => void name('tags', one, message)} cancel={cancel} />
      )}
      {asked === 'restore' && <Restore commit={commit} graph={graph} acting={acting} cancel={cancel} />}
    </>
  )
}
