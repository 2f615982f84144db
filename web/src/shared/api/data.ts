// Tables of a pipeline, as docs/reference/api.md has them.

export type Cell = string | number | boolean | null

export interface Tables {
  pipeline: string
  file: string
  /** Empty while the pipeline names none. */
  target: string
  tables: { name: string; type: string; source: boolean }[]
}

export interface Preview {
  rows: number
  columns: [name: string, type: string][]
  first: Cell[][]
  digests: Record<string, string>
}

export interface Numbers {
  least: number
  most: number
  mean: number
  deviation: number
  /** At 5, 25, 50, 75 and 95 of 100. */
  quantiles: number[]
  edges: number[]
  counts: number[]
  /** Beyond 1.5 times the distance of the quartiles; null where these are equal. */
  outliers: number | null
}

export interface Column {
  name: string
  type: string
  stored: string
  missing: number
  distinct: number
  numbers: Numbers | null
  top: [value: string, count: number][]
  association: { measure: string; value: number } | null
  infinite: number
}

/** Spearman's rank correlation of two columns. */
export interface Correlation {
  first: string
  second: string
  value: number
}

export interface Remark {
  code: string
  column: string
  text: string
}

export interface Profile {
  rows: number
  looked: number
  left_out: number
  duplicates: number
  target: string
  balance: [value: string, count: number][]
  columns: Column[]
  remarks: Remark[]
  correlations: Correlation[]
}

export const dataPath = (pipeline: string) => `/api/data/${encodeURIComponent(pipeline)}`
export const tablePath = (pipeline: string, table: string) => `${dataPath(pipeline)}/${encodeURIComponent(table)}`
export const dataAddress = (pipeline: string, table = '') =>
  `/data/${encodeURIComponent(pipeline)}${table && `/${encodeURIComponent(table)}`}`
