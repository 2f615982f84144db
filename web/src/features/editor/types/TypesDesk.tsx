import { useDesk } from '../desk'
import { OwnFindings } from '../Problems'
import { WrittenForm } from '../Form'
import { NewType } from './NewType'
import { TypeForm } from './TypeForm'
import css from './types.module.css'

/** A document of types: the form of the chosen one, or what the document says and a new type. */
export function TypesDesk() {
  const { model, words, selected, locked } = useDesk()
  const chosen = model.elements.find((one) => one.name === selected)
  const description = words.documents.Application?.attributes.filter((one) => one.name === 'description') ?? []
  return (
    <fieldset className={css.desk} disabled={locked !== ''} aria-label="Types">
      {chosen ? (
        <TypeForm key={chosen.name} element={chosen} />
      ) : (
        <section className={css.part} aria-label="Document">
          <h2>{model.name}</h2>
          <p className={css.help}>Types of your own: each takes over everything from another one, and the palette offers it at once.</p>
          <OwnFindings owner="" />
          <WrittenForm element="" attributes={description.map((one) => ({ ...one, help: 'What the types are for.' }))} values={model.values} />
        </section>
      )}
      {!locked && <NewType />}
    </fieldset>
  )
}
