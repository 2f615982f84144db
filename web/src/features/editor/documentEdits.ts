// Documents as wholes: what a new one says, and what is done with one, as edits of docs/reference/edits.md.
import { inline } from '../../model/yaml'
import { freshName } from '../../model/names'
import type { DocumentEntry, Edit } from '../../shared/api/types'

export const KINDS = ['Application', 'Infrastructure', 'Pipeline', 'Rules', 'Types'] as const
export type Kind = (typeof KINDS)[number]

export const HELP: Record<Kind, string> = {
  Application: 'Programs that work together, and the hosts that they run on.',
  Infrastructure: 'Machines that programs may run on, and the links between them.',
  Pipeline: 'From data to a trained model.',
  Rules: 'What follows from events.',
  Types: 'Types of your own, which the palette offers at once.',
}

const SECTION: Record<Kind, string> = {
  Application: 'components',
  Infrastructure: 'hosts',
  Pipeline: 'blocks',
  Rules: 'rules',
  Types: 'types',
}

export interface NewDocument {
  kind: Kind
  name: string
  file: string
  /** The file of the hosts of an application; empty for a new one beside it. */
  infrastructure: string
}

const folderOf = (file: string) => file.split('/').slice(0, -1)

/** How a document writes the path of another one. */
export function pathFrom(file: string, other: string): string {
  const ups = folderOf(file)
  const downs = other.split('/')
  while (ups.length > 0 && downs.length > 1 && ups[0] === downs[0]) {
    ups.shift()
    downs.shift()
  }
  return [...ups.map(() => '..'), ...downs].join('/')
}

const textOf = (kind: Kind, name: string, more = '') => `stratum: 1\nkind: ${kind}\nname: ${inline(name)}\n${more}\n${SECTION[kind]}: {}\n`

export const addDocument = (file: string, text: string): Edit => ({ edit: 'AddDocument', file, text })

/** The edits that add an empty document; an application has hosts from the beginning. */
export function begun({ kind, name, file, infrastructure }: NewDocument, documents: DocumentEntry[]): Edit[] {
  if (kind !== 'Application') return [addDocument(file, textOf(kind, name))]
  const site = infrastructure || free([...folderOf(file), `${name}-hosts.yaml`].join('/'), documents)
  const application = addDocument(file, textOf(kind, name, `infrastructure: ${inline(pathFrom(file, site))}\n`))
  if (infrastructure) return [application]
  const siteName = freshName(`${name}-hosts`, new Set(documents.filter((one) => one.kind === 'Infrastructure').map((one) => one.name)))
  return [addDocument(site, textOf('Infrastructure', siteName)), application]
}

/** A path like one that is wanted, where no document is yet. */
export function free(wanted: string, documents: DocumentEntry[]): string {
  const stem = wanted.replace(/\.ya?ml$/, '')
  const taken = new Set(documents.map((one) => one.file.toLowerCase()))
  let [file, number] = [`${stem}.yaml`, 2]
  for (; taken.has(file.toLowerCase()); number += 1) file = `${stem}-${number}.yaml`
  return file
}

/** The edits that add all of an example, in a folder; documents whose names are taken get others. */
export function fromExample(texts: Record<string, string>, examples: DocumentEntry[], folder: string, documents: DocumentEntry[]): Edit[] {
  const at = (file: string) => (folder ? `${folder}/${file}` : file)
  const added = Object.entries(texts).map(([file, text]) => addDocument(at(file), text))
  const renamed = examples.flatMap(({ file, kind, name }) => {
    const fresh = freshName(name, new Set(documents.filter((one) => one.kind === kind).map((one) => one.name)))
    return fresh === name ? [] : [{ edit: 'SetValue', file: at(file), element: '', attribute: 'name', value: inline(fresh) }]
  })
  return [...added, ...renamed]
}

export const copyDocument = (file: string, to: string, name: string): Edit => ({ edit: 'CopyDocument', file, to, name })

export const removeDocument = (file: string): Edit => ({ edit: 'RemoveDocument', file })

/** The edits after which a document has another name and path. */
export function renamedDocument({ file, name }: DocumentEntry, to: { file: string; name: string }): Edit[] {
  return [
    ...(to.name === name ? [] : [{ edit: 'RenameElement', file, element: '', name: to.name }]),
    ...(to.file === file ? [] : [{ edit: 'MoveDocument', file, to: to.file }]),
  ]
}
