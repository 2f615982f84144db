import type { Attribute } from '../../model/vocabulary'
import { useDesk } from './desk'
import { setValue, unsetValue } from './edits'
import { Field } from './fields/Field'
import css from './Properties.module.css'
import { suggestionsFor } from './suggestions'

interface Props {
  attributes: Attribute[]
  values: Record<string, unknown>
  set: (path: string, value: unknown) => Promise<string>
  wrong: (path: string) => string
}

/** What has to be said first, then what is said, then the rest; of each the groups last. */
function inOrder(attributes: Attribute[], values: Record<string, unknown>): Attribute[] {
  const rank = (one: Attribute) => (one.required ? 0 : values[one.name] !== undefined ? 2 : 4)
  const place = (one: Attribute) => rank(one) + (one.type === 'group' ? 1 : 0)
  return [...attributes].sort((a, b) => place(a) - place(b))
}

/** A field for each attribute. */
export function Form({ attributes, values, set, wrong }: Props) {
  const { words, model, session } = useDesk()
  const files = [...session.get().texts.keys()]
  return (
    <div className={css.form}>
      {inOrder(attributes, values).map((attribute) => (
        <Field
          key={attribute.name}
          attribute={attribute}
          path={attribute.name}
          value={values[attribute.name]}
          set={set}
          wrong={wrong}
          suggestions={(one) => suggestionsFor(words, model, files, one)}
        />
      ))}
    </div>
  )
}

/** The attributes of an element, or of the document where that is empty, each change written at once. */
export function WrittenForm({ element, attributes, values }: { element: string; attributes: Attribute[]; values: Record<string, unknown> }) {
  const { file, attempt, findings } = useDesk()
  const set = (path: string, value: unknown) =>
    attempt([value === undefined ? unsetValue(file, element, path) : setValue(file, element, path, value)])
  const wrong = (path: string) =>
    findings
      .filter((one) => one.owner === element && one.key === path && one.severity !== 'note')
      .map((one) => one.message)
      .join('; ')
  return <Form attributes={attributes} values={values} set={set} wrong={wrong} />
}
