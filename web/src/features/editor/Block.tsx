import { Handle, Position, useConnection, useStore, type Node, type NodeProps } from '@xyflow/react'
import { memo, useCallback, type CSSProperties, type MouseEvent } from 'react'
import type { Element } from '../../model/document'
import { mayHold } from '../../model/parts'
import { CommentBadge } from '../../shared/comments/Badge'
import { Icon } from '../../shared/icons'
import { colourOf } from '../../shared/people'
import { useSession } from '../../shared/session/useSession'
import { useValue } from '../../shared/value'
import css from './Block.module.css'
import { useLatestDesk, type Desk } from './desk'
import { worst } from '../../shared/findings/severity'
import type { Located } from './findings'
import { Face, linesOf } from './sheet/Face'
import { aimedAt, toggled } from './sheet/picking'
import { iconOf } from '../../canvas/places'
import { fitting } from './wiring'

/** `inner` are the names of all that it contains, at any depth. */
export type BlockNode = Node<{ element: Element; parts: Element[]; inner: string[]; placed: boolean; findings: Located[] }, 'element'>

/** What is in a block: each part leads to where it is drawn. A click here does not choose the block as well. */
function Parts({ name, parts, desk }: { name: string; parts: Element[]; desk: Desk }) {
  return (
    <div className={`${css.parts} nodrag`} onClick={(event) => event.stopPropagation()}>
      <span>
        {parts.map((part) => (
          <button key={part.name} type="button" onClick={() => desk.select(part.name)}>
            {part.name}
          </button>
        ))}
      </span>
      <button type="button" aria-label={`Open ${name}`} title="Open (o, or double click)" onClick={() => desk.open(name)}>
        <Icon name="into" size={12} />
      </button>
    </div>
  )
}

/** The others who look at an element, or at something in it. */
function Watchers({ names, desk: { session, file } }: { names: string[]; desk: Desk }) {
  const people = useSession(session, (state) => state.people)
  const here = people.filter(({ state }) => state.file === file && state.element !== undefined && state.element !== null && names.includes(state.element))
  const [first] = here
  if (!first) return null
  return (
    <span className={css.watched} style={{ '--person': colourOf(first.name) } as CSSProperties}>
      <span>{here.map((one) => one.name).join(', ')}</span>
    </span>
  )
}

/** Goes to an element, or takes it to those that are chosen, or from them. */
function choose({ picks, pick, select }: Desk, name: string, event: MouseEvent) {
  // With the pointer the sheet takes it to those that are chosen.
  if (event.shiftKey || event.ctrlKey || event.metaKey) {
    if (event.detail === 0) pick(toggled(picks, name))
  } else select(name)
}

/** Below this zoom only names are drawn. */
const FAR = 0.4

function BlockView({ data: { element, parts, inner, placed, findings } }: NodeProps<BlockNode>) {
  const latest = useLatestDesk()
  const desk = latest.current
  const { name } = element
  const from = useConnection((state) => (state.inProgress ? state.fromNode.id : ''))
  const chosen = useValue(desk.picks, (names) => names.has(name))
  const aimed = useValue(desk.aim, (now) => (now === null ? undefined : aimedAt(now) === name ? 'at' : now.targets.includes(name) || now.from === name))
  const drawn = from === '' || from === name ? undefined : fitting(desk, from, name)
  const far = useStore((state) => state.transform[2] < FAR)
  const select = useCallback((event: MouseEvent) => choose(latest.current, name, event), [latest, name])
  return (
    <div className={css.element} data-fit={drawn ?? aimed}>
      <Handle type="target" position={Position.Left} className={css.target} data-open={from !== ''} />
      <Face
        name={name}
        type={element.type}
        icon={iconOf(desk.words, element)}
        placed={placed}
        elsewhere={typeof element.values.select === 'string' ? element.values.select : ''}
        severity={worst(findings)}
        count={findings.length}
        reason={findings[0]?.message ?? ''}
        lines={linesOf(element)}
        chosen={chosen}
        far={far}
        select={select}
      />
      {!far && mayHold(desk.words.types.get(element.type)) && <Parts name={name} parts={parts} desk={desk} />}
      <CommentBadge element={element} />
      <Watchers names={[name, ...inner]} desk={desk} />
      <Handle type="source" position={Position.Right} className={css.source} title="Drag to another block to connect" />
    </div>
  )
}

export const Block = memo(BlockView)
