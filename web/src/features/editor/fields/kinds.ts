// Which field an attribute is filled in with.
import type { Attribute } from '../../../model/vocabulary'

const SIMPLE = ['string', 'integer', 'number', 'quantity', 'duration', 'timestamp', 'path', 'port', 'url', 'secret', 'expression', 'scalar', 'enum', 'boolean']

const isSimple = (attribute: Attribute | null) => attribute === null || SIMPLE.includes(attribute.type)

export type FieldKind = 'text' | 'choice' | 'flag' | 'list' | 'map' | 'group' | 'yaml'

export function kindOf(attribute: Attribute): FieldKind {
  if (attribute.type === 'enum') return 'choice'
  if (attribute.type === 'boolean') return 'flag'
  if (attribute.type === 'group') return 'group'
  if (attribute.type === 'list') return isSimple(attribute.items) ? 'list' : 'yaml'
  if (attribute.type === 'map') return isSimple(attribute.items) ? 'map' : 'yaml'
  return attribute.type === 'any' ? 'yaml' : 'text'
}
