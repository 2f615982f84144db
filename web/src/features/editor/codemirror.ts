// A CodeMirror that looks like the page and is told of changes from outside.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { EditorState, Transaction, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { byLines, differing } from '../../shared/session/splice'

const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent-wash) 55%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--busy-wash) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', color: 'var(--text)' },
})

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.keyword, color: 'var(--busy)' },
  { tag: [tags.heading, tags.strong], fontWeight: '600' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--muted)' },
])

export interface Heard {
  /** The text was changed by typing. */
  typed: (text: string) => void
  /** The cursor was put somewhere. */
  moved: (at: number) => void
  /** The cursor stands elsewhere in the text, or something else is selected. */
  pointed?: () => void
}

/** An editor of a text below `parent`; `more` is its language and what else it is to be. */
export function makeEditor(parent: HTMLElement, text: string, label: string, { typed, moved, pointed }: Heard, more: Extension[]): EditorView {
  const listener = EditorView.updateListener.of((update) => {
    const outside = update.transactions.some((one) => one.annotation(Transaction.remote))
    if (update.docChanged && !outside) typed(update.state.doc.toString())
    if (update.selectionSet && update.view.hasFocus && !outside) moved(update.state.selection.main.head)
    if (update.view.hasFocus && !outside && (update.selectionSet || update.docChanged || update.focusChanged)) pointed?.()
  })
  const extensions = [
    lineNumbers(), EditorView.lineWrapping, history(), drawSelection(), highlightActiveLine(), syntaxHighlighting(COLOURS), THEME, listener,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.tabSize.of(2), ...more,
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
  ]
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) })
}

/** Changes what is shown from outside: only the part that differs, and not as a step to undo. */
export function rewrite(view: EditorView, text: string) {
  const before = view.state.doc.toString()
  if (before === text) return
  const { start, removed, added } = byLines(before, differing(before, text))
  view.dispatch({
    changes: { from: start, to: start + removed, insert: added },
    annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
  })
}

export function mark(view: EditorView, found: Diagnostic[]) {
  view.dispatch(setDiagnostics(view.state, found))
}

/** Brings a place in sight, where it is not being typed in. */
export function reveal(view: EditorView, at: number) {
  if (view.hasFocus || at > view.state.doc.length) return
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }), annotations: Transaction.remote.of(true) })
}
