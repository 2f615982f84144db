// Pictures that the browser keeps as files.

function keep(blob: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

export const keepSvg = (svg: string, name: string) => keep(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`)

/** How many pixels of a picture stand for one of the drawing, and how many there are at most on a side. */
const SHARP = 2
const LARGEST = 8000

/** Paints an SVG and keeps it as PNG; gives why that cannot be, empty where it was done. */
export async function keepPng(svg: string, name: string): Promise<string> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const scale = Math.min(SHARP, LARGEST / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (blob === null) return 'This browser cannot paint the drawing; save it as SVG.'
  keep(blob, `${name}.png`)
  return ''
}
