import type { Element } from '../../model/document'
import { useDesk } from './desk'
import { worst } from './findings'
import css from './Tree.module.css'

function Leaf({ element, level }: { element: Element; level: number }) {
  const { selected, select, findings, model } = useDesk()
  const severity = worst(findings.filter((one) => one.owner === element.name))
  const inside = model.elements.filter((one) => one.parent === element.name)
  return (
    <li>
      <button
        type="button"
        className={css.leaf}
        style={{ paddingLeft: 10 + level * 14 }}
        aria-pressed={selected === element.name}
        data-severity={severity}
        onClick={() => select(element.name)}
      >
        <span className={css.name}>{element.name}</span>
        <span className={css.type}>{element.type}</span>
      </button>
      {inside.length > 0 && (
        <ul>
          {inside.map((one) => (
            <Leaf key={one.name} element={one} level={level + 1} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** Everything that is in the document, by section and by what contains it. */
export function Tree() {
  const { words, model, selected, select } = useDesk()
  const sections = words.documents[model.kind]?.sections ?? []
  return (
    <section className={css.tree} aria-label="Objects">
      <button type="button" className={css.root} aria-pressed={selected === null} onClick={() => select(null)}>
        <span className={css.name}>{model.name || 'Document'}</span>
        <span className={css.type}>{model.kind}</span>
      </button>
      {sections.map(({ name }) => {
        const inside = model.elements.filter((one) => one.section === name && one.parent === '')
        if (inside.length === 0) return null
        return (
          <div key={name}>
            <h3>{name}</h3>
            <ul>
              {inside.map((one) => (
                <Leaf key={one.name} element={one} level={0} />
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}
