import { Handle, Position, useConnection, type Node, type NodeProps } from '@xyflow/react'
import { memo, type CSSProperties, type KeyboardEvent } from 'react'
import frame from '../../canvas/Block.module.css'
import { BlockHead, Elsewhere, Placed } from '../../canvas/BlockHead'
import type { Element } from '../../model/document'
import { shown } from '../../model/yaml'
import type { Finding } from '../../shared/api/types'
import { SEVERITY } from '../../shared/findings/severity'
import { colourOf } from '../../shared/people'
import { useSession } from '../../shared/session/useSession'
import { Mark } from '../../shared/ui/Mark'
import css from './Block.module.css'
import { useDesk } from './desk'
import { iconOf } from './drawing'
import { worst, type Located } from './findings'
import { fitting } from './wiring'

export type ElementNode = Node<{ element: Element; parts: Element[]; placed: boolean; findings: Located[] }, 'element'>

export const blockId = (name: string) => `block-${name}`

const SHOWN = 3
const TONES = { error: 'bad', warning: 'warn', note: undefined } as const

/** What is set of an element, shortly: a line for each of a few attributes. */
function linesOf(element: Element): string {
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

function Parts({ parts }: { parts: Element[] }) {
  const { selected, select } = useDesk()
  if (parts.length === 0) return null
  return (
    <div className={`${css.parts} nodrag`}>
      {parts.map((part) => (
        <button key={part.name} type="button" aria-pressed={selected === part.name} onClick={() => select(part.name)}>
          {part.name}
        </button>
      ))}
    </div>
  )
}

/** The others who look at an element. */
function Watchers({ name }: { name: string }) {
  const { session, file } = useDesk()
  const people = useSession(session, (state) => state.people)
  const here = people.filter((one) => one.state.file === file && one.state.element === name)
  const [first] = here
  if (!first) return null
  return (
    <span className={css.watched} style={{ '--person': colourOf(first.client) } as CSSProperties}>
      <span>{here.map((one) => one.name).join(', ')}</span>
    </span>
  )
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
  select: (name: string) => void
}

/** What is seen of a block: drawn again only when something of it is another one. */
const Face = memo(({ name, type, icon, placed, elsewhere, severity, count, reason, lines, chosen, select }: FaceProps) => (
  <button
    type="button"
    id={blockId(name)}
    className={frame.block}
    data-tone={severity ? TONES[severity] : undefined}
    aria-pressed={chosen}
    onClick={() => select(name)}
    onKeyDown={step}
  >
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
  </button>
))

function BlockView({ data: { element, parts, placed, findings } }: NodeProps<ElementNode>) {
  const desk = useDesk()
  const from = useConnection((state) => (state.inProgress ? state.fromNode.id : ''))
  const fit = from === '' || from === element.name ? undefined : fitting(desk, from, element.name)
  return (
    <div className={css.element} data-fit={fit}>
      <Handle type="target" position={Position.Left} className={css.target} data-open={from !== ''} />
      <Face
        name={element.name}
        type={element.type}
        icon={iconOf(desk.words, element)}
        placed={placed}
        elsewhere={typeof element.values.select === 'string' ? element.values.select : ''}
        severity={worst(findings)}
        count={findings.length}
        reason={findings[0]?.message ?? ''}
        lines={linesOf(element)}
        chosen={desk.selected === element.name}
        select={desk.select}
      />
      <Parts parts={parts} />
      <Watchers name={element.name} />
      <Handle type="source" position={Position.Right} className={css.source} title="Drag to another block to connect" />
    </div>
  )
}

export const Block = memo(BlockView)
