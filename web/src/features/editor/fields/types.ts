import type { Attribute } from '../../../model/vocabulary'

/** What every field of a form gets. */
export interface FieldProps {
  attribute: Attribute
  /** Its key, of a nested one a path such as `requires.memory`. */
  path: string
  /** The value as written; undefined where its default counts. */
  value: unknown
  /** Takes a value, or undefined for the default; gives why it was refused, empty where it was not. */
  set: (path: string, value: unknown) => Promise<string>
  /** What was found in its value. */
  wrong: (path: string) => string
  suggestions: (attribute: Attribute) => string[]
}
