import { Button } from '@mantine/core'
import { useState } from 'react'
import { go } from '../../shared/router'
import { Choice } from '../../shared/ui/Choice'
import { Command } from '../../shared/ui/Command'
import { merging } from './address'
import css from './History.module.css'
import type { Graph } from './types'
import type { Act } from './useAct'
import { useMay } from './useMay'

interface Exchanged {
  remote: string
  branch: string
  commit: string
}

/** Other repositories: given to and taken from by the git of the server. */
export function Remotes({ graph, acting }: { graph: Graph; acting: Act }) {
  const may = useMay()
  const [remote, setRemote] = useState(graph.remotes.length === 1 ? (graph.remotes[0] ?? '') : '')
  if (!may.save || graph.branch === '') return null
  if (graph.remotes.length === 0) {
    return (
      <>
        <h3>Other repositories</h3>
        <p className={css.none}>None is known. Add one, to push to it and to pull from it:</p>
        <Command text="git remote add origin ADDRESS" />
      </>
    )
  }
  const push = () =>
    void acting.act<Exchanged>('push', { remote }, (done) => `Pushed ${graph.branch} to ${done.branch} of ${done.remote}.`)
  const pull = () =>
    void acting.act<Exchanged>('fetch', { remote }, (done) => {
      go(merging(`${done.remote}/${done.branch}`))
      return `Fetched ${done.branch} of ${done.remote}.`
    })
  return (
    <>
      <h3>Other repositories</h3>
      <div className={css.tools}>
        <Choice aria-label="Repository" placeholder="the one that is followed" none="the one that is followed" value={remote} options={graph.remotes} choose={setRemote} />
        <Button size="compact-xs" variant="default" loading={acting.busy} onClick={pull}>
          Pull
        </Button>
        <Button size="compact-xs" variant="default" loading={acting.busy} onClick={push}>
          Push
        </Button>
      </div>
      <p className={css.none}>Pull fetches, and shows what a merge would bring before it is done.</p>
    </>
  )
}
