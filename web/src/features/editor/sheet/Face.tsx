import { memo, type KeyboardEvent, type MouseEvent } from 'react'
import frame from '../../../canvas/Block.module.css'
import { BlockHead, Elsewhere, Placed } from '../../../canvas/BlockHead'
import type { Element } from '../../../model/document'
import { shown } from '../../../model/yaml'
import type { Finding } from '../../../shared/api/types'
import { SEVERITY } from '../../../shared/findings/severity'
import { Mark } from '../../../shared/ui/Mark'
import css from '../Block.module.css'

export const blockId = (name: string) => `block-${name}`

const SHOWN = 3
const TONES = { error: 'bad', warning: 'warn', note: undefined } as const

/** What is set of an element, shortly: a line for each of a few attributes. */
export function linesOf(element: Element): string {
  const told = Object.entries(element.values).filter(([key]) => key !== 'description').slice(0, SHOWN)
  return told.map(([key, value]) => `${key} ${shown(value).replaceAll('\n', ' ')}`).join('\n')
}

function Values({ lines }: { lines: string }) {
  if (lines === '') return null
  return (
    <span className={css.values}>
      {lines.split('\n').map((line) => {
        const [key = '', ...value] = line.split(' ')
        return (
          <span key={key}>
            {key} <strong>{value.join(' ')}</strong>
          </span>
        )
      })}
    </span>
  )
}

/** Goes to the nearest block in the direction of an arrow key. */
function step(event: KeyboardEvent<HTMLButtonElement>) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
  if (!way) return
  const [dx = 0, dy = 0] = way
  const here = event.currentTarget.getBoundingClientRect()
  const others = [...document.querySelectorAll<HTMLButtonElement>('[id^="block-"]')].flatMap((block) => {
    const there = block.getBoundingClientRect()
    const [x, y] = [there.x - here.x, there.y - here.y]
    const along = x * dx + y * dy
    return along > 8 ? [{ block, cost: along + 3 * Math.abs(x * dy + y * dx) }] : []
  })
  event.preventDefault()
  others.sort((a, b) => a.cost - b.cost)[0]?.block.focus()
}

interface FaceProps {
  name: string
  type: string
  icon: string
  placed: boolean
  /** The component of another application that it stands for; empty for none. */
  elsewhere: string
  severity: Finding['severity'] | null
  count: number
  reason: string
  lines: string
  chosen: boolean
  /** Whether it is looked at from so far that only its name is drawn. */
  far: boolean
  select: (event: MouseEvent) => void
}

/** What is seen of a block: drawn again only when something of it is another one. */
export const Face = memo(({ name, type, icon, placed, elsewhere, severity, count, reason, lines, chosen, far, select }: FaceProps) => (
  <button
    type="button"
    id={blockId(name)}
    className={frame.block}
    data-tone={severity ? TONES[severity] : undefined}
    aria-pressed={chosen}
    onClick={select}
    onKeyDown={step}
  >
    {far ? (
      <span className={css.distant}>{name}</span>
    ) : (
      <>
        <BlockHead
          icon={icon}
          name={name}
          type={type}
          corner={severity && <Mark told={{ ...SEVERITY[severity], label: String(count) }} />}
        >
          {placed && <Placed />}
          {elsewhere && <Elsewhere selected={elsewhere} />}
        </BlockHead>
        {reason && severity !== 'note' ? (
          <span className={frame.reason} title={reason}>
            {reason}
          </span>
        ) : (
          <Values lines={lines} />
        )}
      </>
    )}
  </button>
))
