// What is changed in a row of the outline: host, what contains it, and relations.
import { ActionIcon } from '@mantine/core'
import type { Element } from '../../model/document'
import { HOSTED_ON, isMovable } from '../../model/fits'
import { Icon } from '../../shared/icons'
import { Choice } from '../../shared/ui/Choice'
import { useDesk } from './desk'
import { hostOf } from '../../canvas/places'
import { disconnect, moveElement, redirect } from './edits'
import css from './Outline.module.css'
import { holdersOf } from './outlineRows'
import { fitting, join } from './wiring'

/** What contains an element, to be changed. */
export function Holder({ element }: { element: Element }) {
  const desk = useDesk()
  const holders = holdersOf(desk.words, desk.model, element)
  if (holders.length === 0 && element.parent === '') return null
  return (
    <Choice
      className={css.choice}
      aria-label={`${element.name} is contained in`}
      placeholder="nothing"
      none="nothing"
      value={element.parent}
      options={holders}
      choose={(holder) => holder !== element.parent && void desk.act([moveElement(desk.file, element.name, holder || element.section)])}
    />
  )
}

/** Where a component runs, to be changed. */
export function Host({ element }: { element: Element }) {
  const desk = useDesk()
  if (!isMovable(desk.words.types.get(element.type))) return null
  const chosen = desk.chosen[element.name]
  return (
    <Choice
      className={css.choice}
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
export function Wires({ element }: { element: Element }) {
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
