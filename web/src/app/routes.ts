// Which view an address names.

export const TABS = ['overview', 'edit', 'operate', 'run', 'charts', 'events', 'findings'] as const
export type Tab = (typeof TABS)[number]

export const VERSIONS = ['history', 'state', 'compare', 'merge'] as const
export type VersionsPlace = (typeof VERSIONS)[number]

export type Place =
  | { view: 'start' }
  | { view: 'application'; name: string; tab: Tab }
  | { view: 'documents' }
  | { view: 'document'; file: string }
  | { view: 'models' }
  | { view: 'version'; model: string; version: string }
  | { view: 'data'; pipeline: string; table: string }
  | { view: 'pipelines' }
  | { view: 'pipeline'; name: string }
  | { view: 'run'; id: string }
  | { view: 'notebook'; id: string }
  | { view: 'versions'; page: VersionsPlace }
  | { view: 'people' }
  | { view: 'account' }
  | { view: 'unknown'; path: string }

const isTab = (text: string): text is Tab => (TABS as readonly string[]).includes(text)

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A document's file may lie in folders. */
const fileOf = (path: string) => path.split('/').filter(Boolean).slice(1).map(decoded).join('/')

export function placeOf(path: string): Place {
  const [head, name, rest, ...more] = path.split('/').filter(Boolean).map(decoded)
  if (head === 'documents') return name === undefined ? { view: 'documents' } : { view: 'document', file: fileOf(path) }
  if (head === undefined) return { view: 'start' }
  if ((head === 'people' || head === 'account') && name === undefined) return { view: head }
  const page = head === 'versions' && rest === undefined ? VERSIONS.find((one) => one === (name ?? 'history')) : undefined
  if (page !== undefined) return { view: 'versions', page }
  if (head === 'models' && name === undefined) return { view: 'models' }
  if (head === 'models' && name !== undefined && rest !== undefined && more.length === 0) return { view: 'version', model: name, version: rest }
  if (head === 'data' && more.length === 0) return { view: 'data', pipeline: name ?? '', table: rest ?? '' }
  if (head === 'pipelines' && rest === undefined) return name === undefined ? { view: 'pipelines' } : { view: 'pipeline', name }
  if (head === 'runs' && name !== undefined && rest === 'notebook' && more.length === 0) return { view: 'notebook', id: name }
  if (head === 'runs' && name !== undefined && rest === undefined) return { view: 'run', id: name }
  if (head === 'applications' && name !== undefined && more.length === 0) {
    const tab = rest ?? 'overview'
    if (isTab(tab)) return { view: 'application', name, tab }
  }
  return { view: 'unknown', path }
}

export function addressOf(name: string, tab: Tab): string {
  const base = `/applications/${encodeURIComponent(name)}`
  return tab === 'overview' ? base : `${base}/${tab}`
}
