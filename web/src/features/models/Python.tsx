import { pythonLanguage } from '@codemirror/lang-python'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import css from './notebook.module.css'

interface Piece {
  text: string
  classes: string
}

function piecesOf(code: string): Piece[] {
  const pieces: Piece[] = []
  highlightCode(
    code,
    pythonLanguage.parser.parse(code),
    classHighlighter,
    (text, classes) => pieces.push({ text, classes }),
    () => pieces.push({ text: '\n', classes: '' }),
  )
  return pieces
}

/** Code of Python in colours; nothing of it is run. */
export function Python({ code, label }: { code: string; label: string }) {
  return (
    <pre className={css.code} tabIndex={0} aria-label={label}>
      <code>
        {piecesOf(code).map(({ text, classes }, index) => (
          <span key={index} className={classes || undefined}>
            {text}
          </span>
        ))}
      </code>
    </pre>
  )
}
