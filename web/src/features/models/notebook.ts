// A notebook as cells that can be shown: text, code and plain outputs. Nothing in it is run, and no HTML is taken.

interface Output {
  text?: Lines
  data?: Record<string, Lines>
}

type Lines = string | string[]

interface RawCell {
  cell_type?: string
  source?: Lines
  outputs?: Output[]
}

export interface Cell {
  kind: 'markdown' | 'code' | 'raw'
  text: string
  outputs: string[]
  images: string[]
}

const joined = (lines: Lines | undefined): string => (Array.isArray(lines) ? lines.join('') : (lines ?? ''))

const kindOf = (kind: string | undefined): Cell['kind'] => (kind === 'markdown' || kind === 'code' ? kind : 'raw')

function outputsOf(outputs: Output[]): Pick<Cell, 'outputs' | 'images'> {
  return {
    outputs: outputs.map((one) => joined(one.text ?? one.data?.['text/plain'])).filter(Boolean),
    images: outputs.map((one) => joined(one.data?.['image/png']).replaceAll('\n', '')).filter(Boolean),
  }
}

/** The cells of a notebook; empty for what is none. */
export function cellsOf(notebook: { cells?: RawCell[] }): Cell[] {
  const cells = Array.isArray(notebook.cells) ? notebook.cells : []
  return cells.map((cell) => ({ kind: kindOf(cell.cell_type), text: joined(cell.source), ...outputsOf(cell.outputs ?? []) }))
}
