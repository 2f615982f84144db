import { memo, useMemo, useState } from 'react'
import { grouped } from '../../graph/order'
import { sectionsOf, type Element } from '../../model/document'
import { useValue } from '../../shared/value'
import { useDesk, useLatestDesk } from './desk'
import { worst } from '../../shared/findings/severity'
import type { Located } from './findings'
import css from './Tree.module.css'

/** So many elements of a section are listed at first. */
const LISTED = 120

interface Props {
  element: Element
  level: number
  inside: ReadonlyMap<string, Element[]>
  findings: ReadonlyMap<string, Located[]>
}

const Leaf = memo(({ element: { name, type }, level, inside, findings }: Props) => {
  const desk = useLatestDesk()
  const chosen = useValue(desk.current.picks, (names) => names.has(name))
  const parts = inside.get(name) ?? []
  return (
    <li>
      <button
        type="button"
        className={css.leaf}
        style={{ paddingLeft: 10 + level * 14 }}
        aria-pressed={chosen}
        data-severity={worst(findings.get(name) ?? [])}
        onClick={() => desk.current.select(name)}
      >
        <span className={css.name}>{name}</span>
        <span className={css.type}>{type}</span>
      </button>
      {parts.length > 0 && (
        <ul>
          {parts.map((one) => (
            <Leaf key={one.name} element={one} level={level + 1} inside={inside} findings={findings} />
          ))}
        </ul>
      )}
    </li>
  )
})

function SectionList({ name, tops, inside, findings }: Omit<Props, 'element' | 'level'> & { name: string; tops: Element[] }) {
  const [all, setAll] = useState(false)
  const listed = all ? tops : tops.slice(0, LISTED)
  return (
    <div>
      <h3>{name}</h3>
      <ul>
        {listed.map((one) => (
          <Leaf key={one.name} element={one} level={0} inside={inside} findings={findings} />
        ))}
      </ul>
      {listed.length < tops.length && (
        <button type="button" className={css.more} onClick={() => setAll(true)}>
          {tops.length - listed.length} more
        </button>
      )}
    </div>
  )
}

/** Everything that is in the document, by section and by what contains it. */
export function Tree() {
  const { words, model, findings, selected, select } = useDesk()
  const sections = sectionsOf(words, model.kind)
  const inside = useMemo(() => grouped(model.elements, (one) => one.parent), [model])
  const found = useMemo(() => grouped(findings, (one) => one.owner), [findings])
  return (
    <section className={css.tree} aria-label="Objects">
      <button type="button" className={css.root} aria-pressed={selected === null} onClick={() => select(null)}>
        <span className={css.name}>{model.name || 'Document'}</span>
        <span className={css.type}>{model.kind}</span>
      </button>
      {sections.map(({ name }) => {
        const tops = (inside.get('') ?? []).filter((one) => one.section === name)
        return tops.length > 0 && <SectionList key={name} name={name} tops={tops} inside={inside} findings={found} />
      })}
    </section>
  )
}
