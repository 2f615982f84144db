import { VisuallyHidden } from '@mantine/core'
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import frame from '../../../canvas/Block.module.css'
import { SEVERITY } from '../../../shared/findings/severity'
import type { Finding } from '../../../shared/api/types'
import { hasIcon, Icon } from '../../../shared/icons'
import { Mark } from '../../../shared/ui/Mark'
import css from './Card.module.css'
import { useTurn } from './useFolds'

export type CardNode = Node<
  { id: string; title: string; tier: string; hosts: number; elements: number; severity: Finding['severity'] | null; findings: number },
  'folded'
>

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

/** What stands for a folded group: how much there is in it, and its worst finding. A click unfolds it. */
function Face({ data: { id, title, tier, hosts, elements, severity, findings } }: NodeProps<CardNode>) {
  const turn = useTurn()
  const inside = [hosts > 1 ? counted(hosts, 'host') : '', hosts === elements ? '' : counted(elements, 'component')].filter(Boolean).join(', ')
  return (
    <>
      <Handle type="target" position={Position.Left} className={frame.handle} isConnectable={false} />
      <button type="button" className={css.card} data-severity={severity} onClick={() => turn([id], false)}>
        <Icon name={hasIcon(tier) ? tier : 'fog'} size={18} />
        <span className={css.names}>
          <strong>
            <VisuallyHidden>Unfold </VisuallyHidden>
            {title}
          </strong>
          <span>{inside}</span>
        </span>
        {severity && <Mark told={{ ...SEVERITY[severity], label: String(findings) }} />}
        <Icon name="next" size={14} />
      </button>
      <Handle type="source" position={Position.Right} className={frame.handle} isConnectable={false} />
    </>
  )
}

export const CardView = memo(Face)
