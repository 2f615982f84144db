import { ActionIcon } from '@mantine/core'
import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { BandFrame, Homeless, HostFrame } from '../../../canvas/Site'
import type { Amounts } from '../../../model/quantities'
import { bytes, short } from '../../../shared/format'
import { Icon } from '../../../shared/icons'
import { Bar } from '../../../shared/ui/Bar'
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

type HostData = { id: string; place: Place | undefined; asked: Amounts | undefined }

const BARS: [keyof Amounts, string, (value: number) => string][] = [['cpu', 'CPU', short], ['memory', 'Mem', bytes], ['disk', 'Disk', bytes]]

/** What components declare to need of a host, against what it offers. */
function Asked({ asked, offered }: { asked: Amounts; offered: Amounts }) {
  return BARS.map(([key, label, show]) => asked[key] !== null && <Bar key={key} label={label} value={asked[key]} limit={offered[key]} show={show} />)
}

export const HostView = memo(({ data: { id, place, asked } }: NodeProps<Node<HostData, 'host'>>) =>
  place ? (
    <HostFrame {...place} stacked corner={<FoldButton what={place.name} ids={[id]} />}>
      {asked && place.offered && <Asked asked={asked} offered={place.offered} />}
    </HostFrame>
  ) : (
    <Homeless />
  ),
)
