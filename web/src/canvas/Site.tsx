import type { Node, NodeProps } from '@xyflow/react'
import { memo, type ReactNode } from 'react'
import { hasIcon, Icon } from '../shared/icons'
import { lookup } from '../shared/lookup'
import css from './Site.module.css'

export type BandNode = Node<{ tier: string }, 'band'>

const TIERS: Record<string, string> = { edge: 'Edge', fog: 'Fog', cloud: 'Cloud', '': 'Not placed' }

/** A tier that hosts stand in. */
export function BandFrame({ tier, children }: { tier: string; children?: ReactNode }) {
  return (
    <div className={css.band} style={{ background: `var(--band-${tier}, var(--band-))` }}>
      {lookup(TIERS, tier) ?? tier}
      {children}
    </div>
  )
}

export const Band = memo(({ data: { tier } }: NodeProps<BandNode>) => <BandFrame tier={tier} />)

export const Homeless = () => <div className={css.homeless} />

interface Props {
  name: string
  tier: string
  site: string
  /** More about it, told when it is pointed at. */
  about: string
  /** What stands at the end of its first line. */
  corner?: ReactNode
  /** How full it is. */
  children?: ReactNode
  /** Whether each bar has a line of its own. */
  stacked?: boolean
}

/** A host that components stand in. */
export function HostFrame({ name, tier, site, about, corner, children, stacked = false }: Props) {
  return (
    <section className={css.host} aria-label={`Host ${name}`}>
      <header className={css.head} title={about}>
        <span className={css.names}>
          <Icon name={hasIcon(tier) ? tier : 'fog'} size={16} />
          <span className={css.name}>{name}</span>
          <span className={css.site}>{site}</span>
          {corner}
        </span>
        {children && <span className={css.bars} data-stacked={stacked}>{children}</span>}
      </header>
    </section>
  )
}
