// Files of code that blocks name: a query in SQL, a function in Python.
import { beside } from '../../model/document'
import type { Attribute, ElementType } from '../../model/vocabulary'
import type { Edit } from '../../shared/api/types'
import { addDocument } from './documentEdits'

const CODE = /\.(py|sql)$/

/** Whether an attribute names a file of code: its pattern asks for the end of the name. */
const namesCode = ({ type, pattern }: Attribute) => type === 'path' && /\\\.(py|sql)$/.test(pattern)

/** The files of code that values name, as paths in the workspace. */
export function codeOf(type: ElementType | undefined, values: Record<string, unknown>, file: string): string[] {
  return (type?.attributes ?? []).filter(namesCode).flatMap(({ name }) => {
    const written = values[name]
    return typeof written === 'string' && CODE.test(written) && !written.startsWith('/') ? [beside(file, written)] : []
  })
}

const BEGUN = {
  sql: '-- One SELECT over the inputs of the block, each a table of its name.\nSELECT 1\n',
  py: 'def prepare(rows):\n    """Rows from rows."""\n    return rows\n',
}

/** The edits that begin those files that are not there. */
export const begunCode = (files: string[], there: ReadonlyMap<string, string>): Edit[] =>
  files.filter((file) => !there.has(file)).map((file) => addDocument(file, file.endsWith('.py') ? BEGUN.py : BEGUN.sql))
