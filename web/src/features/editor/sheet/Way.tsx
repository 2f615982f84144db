import { Fragment } from 'react'
import { Icon } from '../../../shared/icons'
import { wayTo } from '../../../model/parts'
import { useDesk } from '../desk'
import css from './SheetTools.module.css'

/** Where the drawing is in its document, with the ways out; nothing at the top. */
export function Way() {
  const { model, inside, select } = useDesk()
  if (inside === '') return null
  const way = wayTo(model, inside)
  return (
    <nav aria-label="Where the drawing is" className={css.way}>
      {way.map((name, index) => (
        <Fragment key={name}>
          <button type="button" title="Go out to here" onClick={() => select(name)}>
            {way[index - 1] ?? (model.name || 'Document')}
          </button>
          <Icon name="next" size={12} />
        </Fragment>
      ))}
      <strong aria-current="location">{inside}</strong>
    </nav>
  )
}
