import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import frame from '../../canvas/Block.module.css'
import { BlockHead } from '../../canvas/BlockHead'
import type { Element } from '../../model/document'
import { shown } from '../../model/yaml'
import { Mark } from '../../shared/ui/Mark'
import css from './Picture.module.css'
import { SIGNS } from './signs'
import type { What } from './types'

export type BlockNode = Node<
  {
    element: Element
    icon: string
    parts: { name: string; what: What | undefined }[]
    what: What | undefined
    told: string[]
    chosen: boolean
    select: (element: string) => void
  },
  'element'
>

const LINES = 3

/** What is said in a block: what changed, else what is set. */
function linesOf({ element, what, told }: Pick<BlockNode['data'], 'element' | 'what' | 'told'>): string[] {
  if (what === 'changed') return told.length > LINES ? [...told.slice(0, LINES - 1), `and ${told.length - LINES + 1} more`] : told
  const set = Object.entries(element.values).filter(([key]) => key !== 'description')
  return set.slice(0, LINES).map(([key, value]) => `${key} ${shown(value).replaceAll('\n', ' ')}`)
}

function Block({ data }: NodeProps<BlockNode>) {
  const { element, icon, parts, what, chosen, select } = data
  return (
    <>
      <Handle type="target" position={Position.Left} className={frame.handle} isConnectable={false} />
      <button
        type="button"
        id={`state-${element.name}`}
        className={`${frame.block} ${css.block}`}
        data-what={what}
        aria-pressed={chosen}
        onClick={() => select(element.name)}
      >
        <BlockHead icon={icon} name={element.name} type={element.type} corner={what && <Mark told={SIGNS[what]} />} />
        <span className={css.lines}>
          {linesOf(data).map((line, index) => (
            <span key={index} title={line}>
              {line}
            </span>
          ))}
        </span>
        {parts.length > 0 && (
          <span className={css.parts}>
            {parts.map((part) => (
              <span key={part.name} className={css.part}>
                {part.what ? `${SIGNS[part.what].label} ${part.name}` : part.name}
              </span>
            ))}
          </span>
        )}
      </button>
      <Handle type="source" position={Position.Right} className={frame.handle} isConnectable={false} />
    </>
  )
}

export const StateBlock = memo(Block)
