import { TextInput } from '@mantine/core'
import { memo, useMemo, useState, type DragEvent } from 'react'
import { mayContain } from '../../model/fits'
import { searched, type ElementType, type Shelf } from '../../model/vocabulary'
import { hasIcon, Icon } from '../../shared/icons'
import { begin } from './begin'
import { elementOf, useDesk, useLatestDesk, type Desk } from './desk'
import { holderOf, shelvesHere } from './inside'
import css from './Palette.module.css'

export const DRAGGED = 'application/x-stratum-type'

/** What a dragged type says of itself. */
export interface Dragged {
  type: string
  section: string
}

/** Where a click puts an element: into what is selected or open where that may contain it, else into its section. */
export function spotOf(desk: Desk, type: ElementType, section: string) {
  const holder = elementOf(desk, desk.selected)
  const inside = mayContain(desk.words.types.get(holder?.type ?? ''), type)
  return { section, parent: holder && inside ? holder.name : holderOf(desk, type.name) }
}

const Item = memo(({ type, section }: { type: ElementType; section: string }) => {
  const desk = useLatestDesk()
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(DRAGGED, JSON.stringify({ type: type.name, section } satisfies Dragged))
    event.dataTransfer.effectAllowed = 'copy'
  }
  return (
    <li>
      <button
        type="button"
        draggable
        className={css.item}
        title={type.help}
        onDragStart={drag}
        onClick={() => begin(desk.current, type, spotOf(desk.current, type, section))}
      >
        <Icon name={hasIcon(type.role) ? type.role : 'component'} size={14} />
        <span>{type.name}</span>
      </button>
    </li>
  )
})

function ShelfList({ shelf, open }: { shelf: Shelf; open: boolean }) {
  return (
    <details className={css.shelf} open={open}>
      <summary>
        {shelf.title}
        <span className={css.count}>{shelf.types.length}</span>
      </summary>
      <ul>
        {shelf.types.map((type) => (
          <Item key={type.name} type={type} section={shelf.section} />
        ))}
      </ul>
    </details>
  )
}

/** All types that fit what is drawn; to drag onto the drawing, or to insert with a click or Enter. */
export function Palette() {
  const desk = useDesk()
  const { words, model, inside } = desk
  const [wanted, setWanted] = useState('')
  const all = useMemo(() => shelvesHere({ words, model, inside }), [words, model, inside])
  const found = searched(all, wanted)
  const [shelf] = found
  const [type] = shelf?.types ?? []
  const first = shelf && type && wanted ? () => begin(desk, type, spotOf(desk, type, shelf.section)) : undefined
  return (
    <section className={css.palette} aria-label="Palette">
      <TextInput
        size="xs"
        type="search"
        aria-label="Search types"
        placeholder="Search types"
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && first?.()}
      />
      <div className={css.shelves}>
        {found.map((shelf, index) => (
          <ShelfList
            key={`${shelf.section} ${shelf.title} ${wanted !== ''}`}
            shelf={shelf}
            open={wanted !== '' || index === 0}
          />
        ))}
        {found.length === 0 && <p className={css.none}>No type has these words.</p>}
      </div>
    </section>
  )
}
