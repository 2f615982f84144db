// Which documents there are: the rest of the page hears of it once the files have them.
import { moved } from '../api/revision'
import type { SessionState } from './session'

const HEAD = /^(kind|name):.*$/gm

const namesOf = (texts: ReadonlyMap<string, string>): string =>
  [...texts].map(([file, text]) => [file, ...(text.match(HEAD) ?? [])].join(' ')).join('\n')

export class Names {
  private known = ''

  /** Everything that was told is in the files, perhaps: says so where files, kinds or names are other ones. */
  saved({ texts, seq, saved }: SessionState) {
    if (saved < seq) return
    const names = namesOf(texts)
    if (names !== this.known) moved()
    this.known = names
  }
}
