import { ActionIcon } from '@mantine/core'
import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { BandFrame, Homeless, HostFrame } from '../../../canvas/Site'
import { Icon } from '../../../shared/icons'
import css from './Card.module.css'
import type { Place } from '../../../canvas/places'
import { useTurn } from './useFolds'

function FoldButton({ what, ids }: { what: string; ids: string[] }) {
  const turn = useTurn()
  return (
    <ActionIcon size={18} variant="subtle" color="gray" className={css.fold} aria-label={`Fold ${what}`} title={`Fold ${what}`} onClick={() => turn(ids, true)}>
      <Icon name="minus" size={12} />
    </ActionIcon>
  )
}

export const BandView = memo(({ data: { tier, ids } }: NodeProps<Node<{ tier: string; ids: string[] }, 'band'>>) => (
  <BandFrame tier={tier}>{ids.length > 0 && <FoldButton what={tier ? `the ${tier}` : 'what is not placed'} ids={ids} />}</BandFrame>
))

export const HostView = memo(({ data: { id, place } }: NodeProps<Node<{ id: string; place: Place | undefined }, 'host'>>) =>
  place ? <HostFrame {...place} corner={<FoldButton what={place.name} ids={[id]} />} /> : <Homeless />,
)
