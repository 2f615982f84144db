import css from './fields.module.css'
import { kindOf } from './kinds'
import { entriesOf, MapField, YamlField } from './Nested'
import { ChoiceField, FlagField, ListField, TextField } from './Simple'
import type { FieldProps } from './types'

const FIELDS = {
  text: TextField,
  choice: ChoiceField,
  flag: FlagField,
  list: ListField,
  map: MapField,
  group: GroupField,
  yaml: YamlField,
}

/** Attributes that belong together, folded away where none of them is set. */
function GroupField(props: FieldProps) {
  const { attribute, path, value, set, wrong } = props
  const inside = entriesOf(value)
  return (
    <details className={css.group} open={Object.keys(inside).length > 0 || attribute.required}>
      <summary>
        {attribute.name}
        <span className={css.help}>{attribute.help}</span>
        {wrong(path) && <span className={css.wrong}>{wrong(path)}</span>}
      </summary>
      <div className={css.inside}>
        {attribute.fields.map((field) => (
          <Field key={field.name} {...props} attribute={field} path={`${path}.${field.name}`} value={inside[field.name]} set={set} />
        ))}
      </div>
    </details>
  )
}

/** The field of an attribute. */
export function Field(props: FieldProps) {
  const Found = FIELDS[kindOf(props.attribute)]
  return <Found {...props} />
}
