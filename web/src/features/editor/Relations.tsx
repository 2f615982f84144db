import { ActionIcon, CloseButton } from '@mantine/core'
import type { Edge, Element } from '../../model/document'
import { HOSTED_ON, wireable } from '../../model/fits'
import type { RelationType } from '../../model/vocabulary'
import { Icon } from '../../shared/icons'
import { Choice } from '../../shared/ui/Choice'
import { useDesk } from './desk'
import { aim, connect, disconnect, redirect, reshape } from './edits'
import { Field } from './fields/Field'
import css from './Properties.module.css'

interface JoinedProps {
  element: Element
  edge: Edge
  relation: RelationType
  /** What it may lead to instead. */
  others: string[]
}

/** One relation with the attributes of its edge. */
function Joined({ element, edge, relation, others }: JoinedProps) {
  const desk = useDesk()
  const wiring = { element: element.name, relation: edge.kind, target: edge.target }
  const set = (path: string, value: unknown) => {
    const { [path]: _, ...rest } = edge.attributes
    return desk.attempt(reshape(desk.file, element.name, edge, value === undefined ? rest : { ...rest, [path]: value }))
  }
  return (
    <li>
      <span className={css.joined}>
        <Choice
          aria-label={`${edge.kind} of ${element.name}, now ${edge.target}`}
          value={edge.target}
          options={[edge.target, ...others]}
          choose={(to) => to !== edge.target && void desk.act([aim(desk.file, element.name, edge, to)])}
        />
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Go to ${edge.target}`} onClick={() => desk.select(edge.target)}>
          <Icon name="next" size={14} />
        </ActionIcon>
        <CloseButton
          size="xs"
          aria-label={`Disconnect ${edge.target} from ${element.name}`}
          onClick={() => void desk.act([disconnect(desk.file, wiring)])}
        />
      </span>
      {relation.attributes.length > 0 && (
        <details className={css.edge} open={Object.keys(edge.attributes).length > 0}>
          <summary>Limits of this connection</summary>
          <div className={css.form}>
            {relation.attributes.map((attribute) => (
              <Field
                key={attribute.name}
                attribute={attribute}
                path={attribute.name}
                value={edge.attributes[attribute.name]}
                set={set}
                wrong={() => ''}
                suggestions={() => []}
              />
            ))}
          </div>
        </details>
      )}
    </li>
  )
}

/** A relation to at most one other, such as the host of a component. */
function Single({ element, relation, names }: { element: Element; relation: RelationType; names: string[] }) {
  const desk = useDesk()
  const now = element.edges.find((edge) => edge.kind === relation.kind)?.target ?? ''
  const chosen = relation.kind === HOSTED_ON ? desk.chosen[element.name] : undefined
  return (
    <Choice
      label={relation.kind}
      description={relation.help}
      placeholder={chosen ? `${chosen} (chosen by the platform)` : '–'}
      none={relation.minimum > 0 ? undefined : relation.kind === HOSTED_ON ? 'let the platform choose' : 'none'}
      value={now}
      options={names}
      choose={(target) => void desk.act(redirect(desk.file, element, relation.kind, target))}
    />
  )
}

function Several({ element, relation, names }: { element: Element; relation: RelationType; names: string[] }) {
  const desk = useDesk()
  const edges = element.edges.filter((edge) => edge.kind === relation.kind)
  const full = relation.maximum !== null && edges.length >= relation.maximum
  const free = names.filter((name) => name !== element.name && !edges.some((edge) => edge.target === name))
  return (
    <div>
      <Choice
        label={relation.kind}
        aria-label={`Connect ${element.name} by ${relation.kind}`}
        description={relation.help}
        placeholder={full ? 'all that there may be' : free.length === 0 ? 'nothing else fits' : 'connect to …'}
        disabled={full || free.length === 0}
        value=""
        options={free}
        choose={(target) => void desk.act([connect(desk.file, { element: element.name, relation: relation.kind, target })])}
      />
      {edges.length > 0 && (
        <ul className={css.targets}>
          {edges.map((edge) => (
            <Joined key={edge.target} element={element} edge={edge} relation={relation} others={free} />
          ))}
        </ul>
      )}
    </div>
  )
}

/** Where it runs and what it speaks with first, what is seldom said last. */
function inOrder(relations: RelationType[], element: Element): RelationType[] {
  const told = (kind: string) => kind === HOSTED_ON || element.edges.some((edge) => edge.kind === kind)
  const place = (one: RelationType) => (told(one.kind) || one.scope !== 'infrastructure' ? 0 : 1)
  return [...relations].sort((a, b) => place(a) - place(b))
}

/** The relations that an element may declare, with what fits. */
export function Relations({ element }: { element: Element }) {
  const { words, model, places } = useDesk()
  const relations = (words.types.get(element.type)?.relations ?? []).filter((one) => one.maximum !== 0)
  if (relations.length === 0) return null
  return (
    <section className={css.section}>
      <h3>Relations</h3>
      <div className={css.form}>
        {inOrder(relations, element).map((relation) => {
          const names = relation.scope === 'infrastructure' ? places.map((one) => one.name) : wireable(words, relation, model.elements, element.parent)
          const Found = relation.maximum === 1 ? Single : Several
          return <Found key={relation.kind} element={element} relation={relation} names={names} />
        })}
      </div>
    </section>
  )
}
