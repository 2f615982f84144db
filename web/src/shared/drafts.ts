// What is typed and not sent yet: kept by what it is for, as long as the page is open.
import { useState } from 'react'

export class Drafts {
  private readonly texts = new Map<string, string>()

  has = (key: string) => this.texts.has(key)
  get = (key: string, begun: string) => this.texts.get(key) ?? begun

  /** Keeps what is typed; nothing where it is again what it began with. */
  keep(key: string, text: string, begun: string) {
    if (text === begun) this.texts.delete(key)
    else this.texts.set(key, text)
  }

  drop(key: string) {
    this.texts.delete(key)
  }
}

export const drafts = new Drafts()

/** A text that outlives its field; `drop` takes back what is typed. */
export function useDraft(key: string, begun: string) {
  const [text, setText] = useState(() => drafts.get(key, begun))
  const type = (next: string) => {
    drafts.keep(key, next, begun)
    setText(next)
  }
  const drop = () => {
    drafts.drop(key)
    setText(begun)
  }
  return { text, type, drop }
}
