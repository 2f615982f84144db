import { useCallback, useMemo, useState } from 'react'
import type { Vocabulary } from '../../model/vocabulary'
import { Icon } from '../../shared/icons'
import css from './Compare.module.css'
import { DiffText } from './DiffText'
import { Picture } from './Picture'
import { SIGNS, tally } from './signs'
import { modelOf, sitesOf } from './states'
import type { Change, State, What } from './types'
import { unionOf } from './union'

type Texts = Pick<State, 'texts' | 'hosts'>

interface Props {
  words: Vocabulary
  before: Texts
  after: Texts
  changes: Change[]
  files: { file: string; what: What }[]
  /** The unified diff; none where only the picture is shown. */
  diff?: string
  file: string
  element: string
  choose: (file: string, element: string) => void
}

function Pictured({ words, before, after, changes, file, element, focus, choose }: Omit<Props, 'files' | 'diff'> & { focus: number }) {
  const own = useMemo(() => changes.filter((one) => one.file === file), [changes, file])
  const drawn = useMemo(() => {
    const [old, now] = [modelOf(words, before, file), modelOf(words, after, file)]
    return { union: unionOf(old, now, own), infrastructure: sitesOf(words, file, [[now, after], [old, before]]) }
  }, [words, before, after, file, own])
  const { name } = drawn.union.model
  const chosen = useMemo(() => ({ ...before.hosts[name], ...after.hosts[name] }), [before, after, name])
  const select = useCallback((one: string) => choose(file, one), [choose, file])
  if (words.documents[drawn.union.model.kind] === undefined) return <p className={css.none}>{file} is not drawn; its lines tell what changed.</p>
  return <Picture words={words} {...drawn} chosen={chosen} selected={element} focus={focus} select={select} />
}

/** What changed, each with its sign; choosing one goes to it. */
function Changes({ changes, file, element, go }: { changes: Change[]; file: string; element: string; go: (change: Change) => void }) {
  if (changes.length === 0) return <p className={css.none}>Nothing changed in the model.</p>
  return (
    <ul className={css.changes} aria-label="Changes">
      {changes.map((change, index) => (
        <li key={index}>
          <button type="button" data-what={change.what} aria-pressed={change.file === file && change.element !== '' && change.element === element} onClick={() => go(change)}>
            <Icon name={SIGNS[change.what].icon} size={13} />
            <span>
              {change.text}
              <small>{change.file}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Legend({ changes }: { changes: Change[] }) {
  const counts = tally(changes)
  return (
    <ul className={css.legend} aria-label="What the colours mean">
      {(['added', 'removed', 'changed'] as const).map((what) => (
        <li key={what} data-what={what}>
          <Icon name={SIGNS[what].icon} size={12} />
          {counts[what]} {what}
        </li>
      ))}
    </ul>
  )
}

/** Two states of the documents drawn as one, with the list of what changed beside it. */
export function DiffView(props: Props) {
  const { before, after, changes, files, diff, file, element, choose } = props
  const [focus, setFocus] = useState(0)
  const [asText, setAsText] = useState(false)
  const named = [...new Set([...files.map((one) => one.file), ...Object.keys(after.texts)])]
  const drawn = named.filter((one) => one in after.texts || one in before.texts)
  const open = drawn.includes(file) ? file : (drawn[0] ?? '')
  const go = (change: Change) => {
    setAsText(false)
    choose(change.file, change.element)
    setFocus((count) => count + 1)
  }
  return (
    <div className={css.view}>
      <div className={css.bar}>
        <div className={css.documents} role="group" aria-label="Documents">
          {drawn.map((one) => {
            const what = files.find((entry) => entry.file === one)?.what
            return (
              <button key={one} type="button" aria-pressed={one === open && !asText} data-what={what} onClick={() => { setAsText(false); choose(one, '') }}>
                {what && <Icon name={SIGNS[what].icon} size={11} />}
                {one}
                {what && <small>{what}</small>}
              </button>
            )
          })}
        </div>
        {diff !== undefined && (
          <button type="button" className={css.toggle} aria-pressed={asText} onClick={() => setAsText(!asText)}>
            <Icon name="text" size={13} />
            Lines
          </button>
        )}
      </div>
      <div className={css.panes}>
        <div className={css.sheet}>
          {asText && diff !== undefined ? <div className={css.lines}><DiffText diff={diff} /></div> : <Pictured {...props} file={open} focus={focus} />}
        </div>
        <aside className={css.list} aria-label="What changed">
          <Legend changes={changes} />
          <Changes changes={changes} file={open} element={element} go={go} />
        </aside>
      </div>
    </div>
  )
}
