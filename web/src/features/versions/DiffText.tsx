import css from './History.module.css'
import { filesOf } from './unified'

const SAID = { added: 'new file', removed: 'removed', changed: '' }

/** A unified diff by file, each line with its sign. */
export function DiffText({ diff }: { diff: string }) {
  const files = filesOf(diff)
  if (files.length === 0) return <p className={css.none}>No file differs.</p>
  return (
    <>
      {files.map(({ file, what, lines }) => (
        <details key={file} className={css.file} open>
          <summary>
            <code>{file}</code>
            <span>{SAID[what]}</span>
          </summary>
          <pre className={css.diff} tabIndex={0} aria-label={`Lines of ${file}`}>
            {lines.map(({ kind, text }, index) => (
              <span key={index} data-kind={kind}>
                {text || ' '}
              </span>
            ))}
          </pre>
        </details>
      ))}
    </>
  )
}
