// A unified diff, by file and line.
import type { What } from './types'

export interface Line {
  kind: What | 'same' | 'place'
  text: string
}

export interface FileDiff {
  file: string
  what: What
  lines: Line[]
}

const KINDS: Record<string, Line['kind']> = { '+': 'added', '-': 'removed', '@': 'place' }

/** `a/app.yaml` as `app.yaml`, also where a time follows. */
const nameOf = (text: string) => (text.split('\t')[0] ?? '').trim().replace(/^[ab]\//, '')

function sectionOf(old: string, now: string): FileDiff {
  const [before, after] = [nameOf(old), nameOf(now)]
  if (before === '/dev/null') return { file: after, what: 'added', lines: [] }
  return { file: before, what: after === '/dev/null' ? 'removed' : 'changed', lines: [] }
}

/** The files of a diff in their order. */
export function filesOf(diff: string): FileDiff[] {
  const found: FileDiff[] = []
  const rows = diff.split('\n')
  for (let at = 0; at < rows.length; at += 1) {
    const [row, next] = [rows[at] ?? '', rows[at + 1] ?? '']
    const binary = /^Binary files (.+) and (.+) differ$/.exec(row)
    if (binary) found.push({ ...sectionOf(binary[1] ?? '', binary[2] ?? ''), lines: [{ kind: 'place', text: 'no text' }] })
    else if (row.startsWith('--- ') && next.startsWith('+++ ') && (rows[at + 2] ?? '@@').startsWith('@@')) {
      found.push(sectionOf(row.slice(4), next.slice(4)))
      at += 1
    } else if (row !== '' || at < rows.length - 1) found.at(-1)?.lines.push({ kind: KINDS[row[0] ?? ''] ?? 'same', text: row })
  }
  return found
}
