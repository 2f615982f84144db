import { Fragment } from 'react'
import { Dialog } from '../../shared/ui/Dialog'
import css from './CommandPalette.module.css'

const EVERYWHERE = [
  ['Ctrl K', 'go to a document, an element or a page, add a type, do something'],
  ['?', 'these keys'],
  ['Esc', 'close a dialog'],
] as const

const EDITOR = [
  ['Ctrl Z, Ctrl Shift Z', 'undo, do again'],
  ['Ctrl C, Ctrl X, Ctrl V', 'copy, cut, paste what is chosen, also into another document'],
  ['Ctrl D', 'duplicate what is chosen'],
  ['Del', 'delete what is chosen'],
  ['o', 'open what is chosen: draw what it contains'],
  ['Esc', 'choose nothing; then leave what is open'],
  ['F2', 'rename'],
  ['F8', 'go to the next finding'],
  ['arrows', 'go to another block'],
  ['Enter', 'on a type: insert it; in a field: take it'],
  ['Shift Enter', 'in a field of several lines: begin another one'],
] as const

function Keys({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className={css.keys}>
        {keys.map(([held, does]) => (
          <Fragment key={held}>
            <dt>
              <kbd>{held}</kbd>
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

/** Which keys do what. */
export default function KeysDialog({ close }: { close: () => void }) {
  return (
    <Dialog title="Keys" close={close}>
      <Keys title="Everywhere" keys={EVERYWHERE} />
      <Keys title="In the editor" keys={EDITOR} />
    </Dialog>
  )
}
