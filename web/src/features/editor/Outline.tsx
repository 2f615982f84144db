import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { Fragment } from 'react'
import type { Element } from '../../model/document'
import { HOSTED_ON, isMovable } from '../../model/fits'
import { Icon } from '../../shared/icons'
import { Choice } from '../../shared/ui/Choice'
import ui from '../../shared/ui/ui.module.css'
import { useDesk } from './desk'
import { hostOf } from '../../canvas/places'
import { disconnect, redirect, removeElement } from './edits'
import css from './Outline.module.css'
import { fitting, join } from './wiring'

/** Where a component runs, to be changed. */
function Host({ element }: { element: Element }) {
  const desk = useDesk()
  if (!isMovable(desk.words.types.get(element.type))) return null
  const chosen = desk.chosen[element.name]
  return (
    <Choice
      aria-label={`Host of ${element.name}`}
      placeholder={chosen ? `${chosen} (chosen)` : 'anywhere'}
      none="let the platform choose"
      value={hostOf(element) ?? ''}
      options={desk.places.map(({ name }) => name)}
      choose={(host) => void desk.act(redirect(desk.file, element, HOSTED_ON, host))}
    />
  )
}

/** What an element is joined to, and what else fits. */
function Wires({ element }: { element: Element }) {
  const desk = useDesk()
  const edges = element.edges.filter((edge) => edge.kind !== HOSTED_ON)
  const names = desk.model.elements.filter((one) => one.name !== element.name && fitting(desk, element.name, one.name)).map((one) => one.name)
  return (
    <span className={css.wires}>
      {edges.map((edge) => (
        <span key={`${edge.kind} ${edge.target}`} className={css.wire}>
          {edge.kind} {edge.target}
          <ActionIcon
            size={18}
            variant="subtle"
            color="gray"
            aria-label={`Disconnect ${edge.target} from ${element.name}`}
            onClick={() => void desk.act([disconnect(desk.file, { element: element.name, relation: edge.kind, target: edge.target })])}
          >
            <Icon name="cross" size={11} />
          </ActionIcon>
        </span>
      ))}
      {names.length > 0 && (
        <Choice
          aria-label={`Connect ${element.name}`}
          placeholder="connect …"
          value=""
          options={names}
          choose={(target) => join(desk, element.name, target)}
        />
      )}
    </span>
  )
}

function Row({ element, level }: { element: Element; level: number }) {
  const desk = useDesk()
  const found = desk.findings.filter((one) => one.owner === element.name).length
  const chosen = desk.selected === element.name
  return (
    <tr data-chosen={chosen}>
      <th scope="row" style={{ paddingLeft: 10 + level * 16 }}>
        <button type="button" className={css.name} aria-pressed={chosen} onClick={() => desk.select(chosen ? null : element.name)}>
          {element.name}
        </button>
      </th>
      <td>{element.type}</td>
      <td>
        <Host element={element} />
      </td>
      <td>
        <Wires element={element} />
      </td>
      <td>{found > 0 ? found : ''}</td>
      <td>
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          aria-label={`Delete ${element.name}`}
          onClick={() => void desk.act([removeElement(desk.file, element.name)])}
        >
          <Icon name="bin" size={14} />
        </ActionIcon>
      </td>
    </tr>
  )
}

/** An element with everything that it contains. */
function Rows({ element, level }: { element: Element; level: number }) {
  const { model } = useDesk()
  return (
    <>
      <Row element={element} level={level} />
      {model.elements
        .filter((one) => one.parent === element.name)
        .map((one) => (
          <Rows key={one.name} element={one} level={level + 1} />
        ))}
    </>
  )
}

/** The document as a table in which everything can be done that can be done on the drawing. */
export function Outline() {
  const { words, model } = useDesk()
  return (
    <div className={css.outline}>
      <table className={ui.table} aria-label={`Outline of ${model.name}`}>
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>Host</th>
            <th>Relations</th>
            <th>Findings</th>
            <th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {(words.documents[model.kind]?.sections ?? []).map(({ name }) => (
            <Fragment key={name}>
              {model.elements
                .filter((one) => one.section === name && one.parent === '')
                .map((one) => (
                  <Rows key={one.name} element={one} level={0} />
                ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      {model.elements.length === 0 && <p className={css.none}>Nothing is here yet. Choose a type on the left and press Enter.</p>}
    </div>
  )
}
