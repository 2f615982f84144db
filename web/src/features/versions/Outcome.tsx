import { useCallback, useMemo, useState } from 'react'
import { Problem } from '../../shared/ui/Notice'
import { DiffView } from './DiffView'
import css from './Merge.module.css'
import { useDocuments, useWords } from './states'
import type { Trial } from './types'
import { Words } from './Words'

function Drawn({ trial }: { trial: Trial }) {
  const before = useDocuments(trial.ours)
  const words = useWords(trial.ours, trial.theirs)
  const [place, setPlace] = useState({ file: '', element: '' })
  const choose = useCallback((file: string, element: string) => setPlace({ file, element }), [])
  const after = useMemo(() => {
    if (before.data === null) return null
    const gone = new Set(trial.files.filter((one) => one.what === 'removed').map((one) => one.file))
    const kept = Object.entries(before.data.texts).filter(([file]) => !gone.has(file))
    return { hosts: before.data.hosts, texts: { ...Object.fromEntries(kept), ...trial.texts } }
  }, [before.data, trial])
  const error = before.error ?? words.error
  if (before.data === null || after === null || words.data === null) {
    return error ? <Problem error={error} retry={before.error ? before.reload : words.reload} /> : <p className={css.none}>Drawing it …</p>
  }
  return <DiffView words={words.data} before={before.data} after={after} changes={trial.changes} files={trial.files} {...place} choose={choose} />
}

/** What the merge does here, in words and, when asked for, as a picture. */
export function Outcome({ trial }: { trial: Trial }) {
  const [drawn, setDrawn] = useState(false)
  if (trial.outcome === 'nothing') return null
  const nothing = trial.changes.length === 0 && trial.conflicts.length > 0
  const alone = trial.conflicts.length > 0 ? 'What merges alone' : 'What the merge does here'
  return (
    <section aria-label={alone}>
      <h2>
        {alone}
        {trial.changes.length > 0 && (
          <button type="button" className={css.toggle} aria-pressed={drawn} onClick={() => setDrawn(!drawn)}>
            {drawn ? 'In words' : 'As a picture'}
          </button>
        )}
      </h2>
      {nothing ? (
        <p className={css.none}>Nothing beside the conflicts.</p>
      ) : drawn ? (
        <div className={css.drawn}>
          <Drawn trial={trial} />
        </div>
      ) : (
        <Words words={trial.changes.map((one) => one.text)} />
      )}
    </section>
  )
}
