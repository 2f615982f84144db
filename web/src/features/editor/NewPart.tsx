import { blank, neededAttributes, withValue, type Blank } from '../../model/blank'
import { freshName, nameFrom } from '../../model/names'
import { typesOf } from '../../model/vocabulary'
import { Choice } from '../../shared/ui/Choice'
import { useDesk } from './desk'
import { Form } from './Form'
import css from './Properties.module.css'

interface Props {
  /** The type that it has to be of. */
  wanted: string
  part: Blank
  /** Changes it. */
  change: (part: Blank) => void
}

/** A part that a new element has to contain: of which type, and what has to be said of it. */
export function NewPart({ wanted, part, change }: Props) {
  const { words, model } = useDesk()
  const types = typesOf(words, wanted)
  const choose = (name: string) => {
    const type = types.find((one) => one.name === name)
    const { section, parent } = part
    const taken = new Set([parent, ...model.elements.map((one) => one.name)])
    if (type) change(blank(words, type, { section, parent, name: freshName(nameFrom(name), taken) }, model.elements))
  }
  const set = async (path: string, value: unknown) => {
    change({ ...part, values: withValue(part.values, path.split('.'), value) })
    return ''
  }
  return (
    <div className={css.form}>
      <Choice
        label={`contains: ${wanted}`}
        description={part.type.help}
        required
        value={part.type.name}
        options={types.map((one) => one.name)}
        choose={choose}
      />
      <Form attributes={neededAttributes(part.type)} values={part.values} set={set} wrong={() => ''} />
    </div>
  )
}
