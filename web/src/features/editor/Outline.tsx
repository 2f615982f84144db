import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { sceneOf } from '../../canvas/scene'
import { Icon } from '../../shared/icons'
import ui from '../../shared/ui/ui.module.css'
import { useValue } from '../../shared/value'
import { useDesk } from './desk'
import { removeElement } from './edits'
import css from './Outline.module.css'
import { Holder, Host, Wires } from './OutlineCells'
import { rowsOf, stepOf, type OutlineRow } from './outlineRows'
import { toggled } from './sheet/picking'
import { SelectionTools } from './sheet/SelectionBar'
import { useFolds } from './sheet/useFolds'

interface RowProps {
  row: OutlineRow
  closed: boolean
  /** Whether Tab leads to it. */
  reached: boolean
  turn: (name: string) => void
}

function Row({ row: { element, level, position, beside, parts }, closed, reached, turn }: RowProps) {
  const desk = useDesk()
  const { name } = element
  const found = desk.findings.filter((one) => one.owner === name).length
  const isPicked = useValue(desk.picks, (names) => names.has(name))
  const isSelected = desk.selected === name
  return (
    <tr
      data-row={name}
      data-chosen={isPicked}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={beside}
      aria-expanded={parts > 0 ? !closed : undefined}
      aria-selected={isPicked}
      tabIndex={reached ? 0 : -1}
    >
      <td role="gridcell">
        <input type="checkbox" aria-label={`Choose ${name}`} checked={isPicked} onChange={() => desk.pick(toggled(desk.picks, name))} />
      </td>
      <th scope="row" style={{ paddingLeft: 10 + (level - 1) * 16 }}>
        {parts > 0 && (
          <button type="button" className={css.turn} data-closed={closed} aria-label={`${closed ? 'Open' : 'Close'} ${name}`} onClick={() => turn(name)}>
            <Icon name="next" size={11} />
          </button>
        )}
        <button type="button" className={css.name} aria-pressed={isSelected} onClick={() => desk.select(isSelected ? null : name)}>
          {name}
        </button>
      </th>
      <td role="gridcell">{element.type}</td>
      <td role="gridcell">
        <Holder element={element} />
      </td>
      <td role="gridcell">
        <Host element={element} />
      </td>
      <td role="gridcell">
        <Wires element={element} />
      </td>
      <td role="gridcell">{found > 0 ? found : ''}</td>
      <td role="gridcell">
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          aria-label={`Delete ${name}`}
          onClick={() => void desk.act([removeElement(desk.file, name)])}
        >
          <Icon name="bin" size={14} />
        </ActionIcon>
      </td>
    </tr>
  )
}

/** What can be done with all that is chosen, as on the drawing. */
function Together() {
  const { words, model, inside, places, chosen, layout, selected } = useDesk()
  const told = useMemo(() => ({ words, model, inside, places, chosen }), [words, model, inside, places, chosen])
  const { folds } = useFolds(told, selected)
  const scene = useMemo(
    () => sceneOf(words, model, { inside, places, chosen, folds, pins: layout?.pins ?? new Map() }),
    [words, model, inside, places, chosen, folds, layout],
  )
  return <SelectionTools scene={scene} />
}

const HEADINGS = ['Name', 'Type', 'Contained in', 'Host', 'Relations', 'Findings']

/** The document as a table in which everything can be done that can be done on the drawing. */
export function Outline() {
  const desk = useDesk()
  const { words, model } = desk
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [looked, setLooked] = useState('')
  const body = useRef<HTMLTableSectionElement>(null)
  const rows = useMemo(() => rowsOf(words, model, closed), [words, model, closed])
  const reached = rows.find((row) => row.element.name === looked)?.element.name ?? rows[0]?.element.name
  const turn = (name: string) => setClosed((before) => (before.has(name) ? new Set([...before].filter((one) => one !== name)) : new Set([...before, name])))
  const press = (name: string, key: string): boolean => {
    if (key === ' ') desk.pick(toggled(desk.picks, name))
    else if (key === 'Enter') desk.select(name)
    else {
      const step = stepOf(rows, name, key, closed)
      if (step === null) return false
      if ('turn' in step) turn(step.turn)
      else body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(step.to)}"]`)?.focus()
    }
    return true
  }
  const onKey = (event: KeyboardEvent) => {
    const name = event.target instanceof HTMLElement ? event.target.dataset.row : undefined
    if (name === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (press(name, event.key)) event.preventDefault()
  }
  return (
    <div className={css.outline}>
      <div className={css.tools}>
        <Together />
      </div>
      <table className={ui.table} role="treegrid" aria-multiselectable aria-label={`Outline of ${model.name}`}>
        <thead>
          <tr>
            <th>
              <VisuallyHidden>Chosen</VisuallyHidden>
            </th>
            {HEADINGS.map((heading) => (
              <th key={heading}>{heading}</th>
            ))}
            <th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKey} onFocus={(event) => setLooked(event.target.closest<HTMLElement>('tr')?.dataset.row ?? '')}>
          {rows.map((row) => {
            const { name } = row.element
            return <Row key={name} row={row} closed={closed.has(name)} reached={name === reached} turn={turn} />
          })}
        </tbody>
      </table>
      {model.elements.length === 0 && <p className={css.none}>Nothing is here yet. Choose a type on the left and press Enter.</p>}
    </div>
  )
}
