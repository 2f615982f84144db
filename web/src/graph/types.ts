// What the drawing is made from and what comes out: plain numbers, no React.

export interface HostSpec {
  name: string
  tier: string
  /** Whether what runs on it is not drawn. */
  folded?: boolean
}

export interface ComponentSpec {
  name: string
  /** Name of a host; empty where the component has no place yet. */
  host: string
}

/** Which way events run along a connection, seen from its source. */
export type Flow = 'forward' | 'back' | 'both'

export interface ConnectionSpec {
  source: string
  target: string
  flow: Flow
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Named extends Box {
  name: string
}

export interface Point {
  x: number
  y: number
}

export type Side = 'left' | 'right' | 'top' | 'bottom'

export interface Wire {
  source: string
  target: string
  flow: Flow
  /** SVG path from source to target. */
  path: string
  label: Point
}

export interface Drawing {
  bands: Named[]
  hosts: Named[]
  components: Named[]
  wires: Wire[]
}
