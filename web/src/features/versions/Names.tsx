import { Button } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../shared/icons'
import { go, Link } from '../../shared/router'
import { Sure } from '../../shared/ui/Sure'
import { comparing, historyAt, merging, shortId } from './address'
import css from './History.module.css'
import { NameForm } from './NameForm'
import { Remotes } from './Remotes'
import type { Branch, Graph, Moved, Tag } from './types'
import { Uncommitted } from './Uncommitted'
import type { Act } from './useAct'
import { useMay } from './useMay'

interface Props {
  graph: Graph
  acting: Act
}

const switched = (name: string) => (moved: Moved) =>
  moved.saved ? `You are on ${name} now. What was in no commit is in ${shortId(moved.saved.id)}: ${moved.saved.title}.` : `You are on ${name} now.`

function BranchRow({ branch, graph, acting }: Props & { branch: Branch }) {
  const may = useMay()
  const { name, current, commit } = branch
  // A branch whose commits nothing else leads to is refused at first: only then it may be forced.
  const [tried, setTried] = useState(false)
  const refused = tried && acting.error !== null
  const remove = () => {
    setTried(true)
    void acting.act('branches', { do: 'delete', name, force: refused }, () => `The branch ${name} is deleted.`)
  }
  return (
    <li>
      <span className={css.name}>
        <Link href={historyAt(commit.id)}>
          {current && <Icon name="check" size={12} />} {name}
        </Link>
        <small title={commit.title}>{commit.title}</small>
      </span>
      <span className={css.tools}>
        {current && <small>you are here</small>}
        {!current && may.switch && (
          <Button size="compact-xs" variant="default" aria-label={`Switch to ${name}`} onClick={() => void acting.act<Moved>('switch', { branch: name }, switched(name))}>
            Switch
          </Button>
        )}
        {!current && (
          <Button size="compact-xs" variant="default" aria-label={`Compare ${name} with now`} onClick={() => go(comparing(name))}>
            Compare
          </Button>
        )}
        {!current && may.save && graph.branch !== '' && (
          <Button size="compact-xs" variant="default" aria-label={`Merge ${name} into ${graph.branch}`} onClick={() => go(merging(name))}>
            Merge
          </Button>
        )}
        {!current && may.save && (
          <Sure label={refused ? `Delete ${name} with its commits` : `Delete ${name}`} text={refused ? 'Delete with its commits' : 'Delete'} act={remove} />
        )}
      </span>
    </li>
  )
}

function TagRow({ tag, acting }: { tag: Tag; acting: Act }) {
  const may = useMay()
  const { name, message, commit } = tag
  return (
    <li>
      <span className={css.name}>
        <Link href={historyAt(commit.id)}>{name}</Link>
        <small title={message || commit.title}>{message || commit.title}</small>
      </span>
      <span className={css.tools}>
        <Button size="compact-xs" variant="default" aria-label={`Compare ${name} with now`} onClick={() => go(comparing(name))}>
          Compare
        </Button>
        {may.save && (
          <Sure label={`Delete ${name}`} text="Delete" act={() => void acting.act('tags', { do: 'delete', name }, () => `The tag ${name} is deleted; its commit stays.`)} />
        )}
      </span>
    </li>
  )
}

function NewBranch({ acting }: { acting: Act }) {
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>
        New branch
      </Button>
    )
  }
  const make = (name: string) =>
    acting.act('branches', { do: 'create', name, at: 'HEAD' }, () => `The branch ${name} begins here. Switch to it to work on it.`).then((done) => done && setOpen(false))
  return <NameForm label="Name of the branch" about="A branch that begins at the commit where you are." button="Make the branch" busy={acting.busy} take={(name) => void make(name)} cancel={() => setOpen(false)} />
}

/** Where one stands: what is in no commit, the branches and the tags, and other repositories. */
export function Names({ graph, acting }: Props) {
  const may = useMay()
  return (
    <>
      <Uncommitted files={graph.uncommitted} acting={acting} />
      <h2>Branches</h2>
      <ul className={css.names} aria-label="Branches">
        {graph.branches.map((branch) => (
          <BranchRow key={branch.name} branch={branch} graph={graph} acting={acting} />
        ))}
      </ul>
      {may.save && <NewBranch acting={acting} />}
      <h3>Tags</h3>
      {graph.tags.length === 0 && <p className={css.none}>None. A tag names a commit for good, such as what was deployed: choose a commit, then Tag.</p>}
      <ul className={css.names} aria-label="Tags">
        {graph.tags.map((tag) => (
          <TagRow key={tag.name} tag={tag} acting={acting} />
        ))}
      </ul>
      <Remotes graph={graph} acting={acting} />
    </>
  )
}
