// Measures of the drawing in pixels at zoom 1.
export const BLOCK = { width: 232, height: 122 }
export const HOST = { head: 62, pad: 14, gapX: 28, gapY: 38, rows: 4 }
export const COLUMN = { gap: 150, hostGap: 24, height: 1100, pad: 14, head: 40 }
