import { Handle, Position, useConnection, type Node, type NodeProps } from '@xyflow/react'
import { memo, type CSSProperties, type KeyboardEvent } from 'react'
import frame from '../../canvas/Block.module.css'
import { BlockHead, Elsewhere, Placed } from '../../canvas/BlockHead'
import type { Element } from '../../model/document'
import { shown } from '../../model/yaml'
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

/** What is set of an element, shortly. */
function Values({ element }: { element: Element }) {
  const told = Object.entries(element.values).filter(([key]) => key !== 'description').slice(0, SHOWN)
  return (
    <span className={css.values}>
      {told.map(([key, value]) => (
        <span key={key}>
          {key} <strong>{shown(value)}</strong>
        </span>
      ))}
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

function BlockView({ data: { element, parts, placed, findings } }: NodeProps<ElementNode>) {
  const desk = useDesk()
  const from = useConnection((state) => (state.inProgress ? state.fromNode.id : ''))
  const severity = worst(findings)
  const fit = from === '' || from === element.name ? undefined : fitting(desk, from, element.name)
  const chosen = desk.selected === element.name
  return (
    <div className={css.element} data-fit={fit}>
      <Handle type="target" position={Position.Left} className={css.target} data-open={from !== ''} />
      <button
        type="button"
        id={blockId(element.name)}
        className={frame.block}
        data-tone={severity ? TONES[severity] : undefined}
        aria-pressed={chosen}
        onClick={() => desk.select(element.name)}
        onKeyDown={step}
      >
        <BlockHead
          icon={iconOf(desk.words, element)}
          name={element.name}
          type={element.type}
          corner={severity && <Mark told={{ ...SEVERITY[severity], label: String(findings.length) }} />}
        >
          {placed && <Placed />}
          {typeof element.values.select === 'string' && <Elsewhere selected={element.values.select} />}
        </BlockHead>
        {findings[0] && severity !== 'note' ? (
          <span className={frame.reason} title={findings[0].message}>
            {findings[0].message}
          </span>
        ) : (
          <Values element={element} />
        )}
      </button>
      <Parts parts={parts} />
      <Watchers name={element.name} />
      <Handle type="source" position={Position.Right} className={css.source} title="Drag to another block to connect" />
    </div>
  )
}

export const Block = memo(BlockView)
