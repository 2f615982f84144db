import type { Node, NodeProps } from '@xyflow/react'
import { memo, type ReactNode } from 'react'
import { hasIcon, Icon } from '../shared/icons'
import { lookup } from '../shared/lookup'
import css from './Site.module.css'

export type BandNode = Node<{ tier: string }, 'band'>

const TIERS: Record<string, string> = { edge: 'Edge', fog: 'Fog', cloud: 'Cloud', '': 'Not placed' }

export const Band = memo(({ data: { tier } }: NodeProps<BandNode>) => (
  <div className={css.band} style={{ background: `var(--band-${tier}, var(--band-))` }}>
    {lookup(TIERS, tier) ?? tier}
  </div>
))

export const Homeless = () => <div className={css.homeless} />

interface Props {
  name: string
  tier: string
  site: string
  /** More about it, told when it is pointed at. */
  about: string
  /** How full it is. */
  children?: ReactNode
}

/** A host that components stand in. */
export function HostFrame({ name, tier, site, about, children }: Props) {
  return (
    <section className={css.host} aria-label={`Host ${name}`}>
      <header className={css.head} title={about}>
        <span className={css.names}>
          <Icon name={hasIcon(tier) ? tier : 'fog'} size={16} />
          <span className={css.name}>{name}</span>
          <span className={css.site}>{site}</span>
        </span>
        {children && <span className={css.bars}>{children}</span>}
      </header>
    </section>
  )
}
