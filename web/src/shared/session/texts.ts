// The two Yjs documents of a session: what everybody has, and that with what is typed here beside it.
import {
  applyUpdate, createAbsolutePositionFromRelativePosition, createRelativePositionFromTypeIndex, decodeRelativePosition, Doc,
  encodeRelativePosition, encodeStateAsUpdate, encodeStateVector, Text, type Map as SharedMap,
} from 'yjs'
import { decoded, encoded } from './protocol'
import { differing } from './splice'

const ROOT = 'files'

const filesOf = (doc: Doc): SharedMap<Text> => doc.getMap<Text>(ROOT)

function textsOf(doc: Doc): Map<string, string> {
  return new Map([...filesOf(doc).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, text]) => [file, text.toString()]))
}

function rewrite(text: Text, now: string) {
  const before = text.toString()
  if (before === now) return
  const { start, removed, added } = differing(before, now)
  if (removed > 0) text.delete(start, removed)
  if (added) text.insert(start, added)
}

export class SharedTexts {
  private shared = new Doc()
  private draft = new Doc()

  /** What is here of the shared document, for the server to send the rest. */
  vector = (): Uint8Array => encodeStateVector(this.shared)

  texts = (): Map<string, string> => textsOf(this.shared)

  /** The texts that differ from the shared ones. */
  drafts(): Map<string, string> {
    const shared = this.texts()
    return new Map([...textsOf(this.draft)].filter(([file, text]) => shared.has(file) && shared.get(file) !== text))
  }

  /** Takes what the server told. */
  take(update: Uint8Array) {
    applyUpdate(this.shared, update)
    applyUpdate(this.draft, update)
  }

  /** Begins anew with a whole document; what is typed here stays where the text that it was typed into is the same. */
  replace(update: Uint8Array) {
    const [before, typed] = [this.texts(), this.drafts()]
    this.shared = new Doc()
    applyUpdate(this.shared, update)
    this.revert()
    const now = this.texts()
    for (const [file, text] of typed) if (now.get(file) === before.get(file)) this.type(file, text)
  }

  /** Writes a text into the draft, as a change of the part that differs. */
  type(file: string, text: string) {
    const found = filesOf(this.draft).get(file)
    if (found) this.draft.transact(() => rewrite(found, text))
  }

  /** Takes back what is typed here. */
  revert() {
    this.draft = new Doc()
    applyUpdate(this.draft, encodeStateAsUpdate(this.shared))
  }

  /** What the draft has beyond the shared document. */
  beyond = (): Uint8Array => encodeStateAsUpdate(this.draft, this.vector())

  /** A place in the draft of a text, which stays with the text around it; empty where there is no such text. */
  placeAt(file: string, offset: number): string {
    const text = filesOf(this.draft).get(file)
    return text ? encoded(encodeRelativePosition(createRelativePositionFromTypeIndex(text, offset))) : ''
  }

  /** Where such a place is in the draft now; null where it is in text that is not here. */
  offsetOf(file: string, place: string): number | null {
    try {
      const found = createAbsolutePositionFromRelativePosition(decodeRelativePosition(decoded(place)), this.draft)
      return found !== null && found.type === filesOf(this.draft).get(file) ? found.index : null
    } catch {
      return null
    }
  }
}
