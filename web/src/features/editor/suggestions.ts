// What may be typed in a field, from what the document says elsewhere.
import type { Model } from '../../model/document'
import type { Attribute, Vocabulary } from '../../model/vocabulary'

const TOPICS = ['consumed', 'published', 'topic']

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')

function topics(words: Vocabulary, model: Model): string[] {
  const told = model.elements.flatMap((element) =>
    (words.types.get(element.type)?.attributes ?? [])
      .filter((attribute) => TOPICS.includes(attribute.refers))
      .flatMap((attribute) => texts(element.values[attribute.name])),
  )
  return [...new Set(told)].sort()
}

/** Names that an attribute refers to. */
export function suggestionsFor(words: Vocabulary, model: Model, files: string[], attribute: Attribute): string[] {
  const refers = attribute.refers || attribute.items?.refers || ''
  if (TOPICS.includes(refers)) return topics(words, model)
  if (refers === 'element') return model.elements.map((one) => one.name)
  return refers === 'document' ? files : []
}
