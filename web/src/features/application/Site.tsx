import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useLive } from '../../shared/api/useLive'
import { bytes, percent } from '../../shared/format'
import { hasIcon, Icon } from '../../shared/icons'
import { lookup } from '../../shared/lookup'
import { Bar } from '../../shared/ui/Bar'
import type { BandNode, HostNode } from './drawing'
import { hostLoads } from './figures'
import css from './Site.module.css'

const TIERS: Record<string, string> = { edge: 'Edge', fog: 'Fog', cloud: 'Cloud', '': 'Not placed' }

export const Band = memo(({ data: { tier } }: NodeProps<BandNode>) => (
  <div className={css.band} style={{ background: `var(--band-${tier}, var(--band-))` }}>
    {lookup(TIERS, tier) ?? tier}
  </div>
))

function HostView({ data: { host } }: NodeProps<HostNode>) {
  const metrics = useLive((live) => live.status?.hosts.find((one) => one.name === host?.name)?.metrics)
  const { cpu, memory } = hostLoads(metrics)
  if (host === null) return <div className={css.homeless} />
  const about = `${host.type} at ${host.site || 'no site'}, ${host.address || 'no address'}, ${host.cpu} cores, ${bytes(host.memory)}`
  return (
    <section className={css.host} aria-label={`Host ${host.name}`}>
      <header className={css.head} title={about}>
        <span className={css.names}>
          <Icon name={hasIcon(host.tier) ? host.tier : 'fog'} size={16} />
          <span className={css.name}>{host.name}</span>
          <span className={css.site}>{host.site}</span>
        </span>
        {metrics && (
          <span className={css.bars}>
            <Bar label="CPU" value={cpu === null ? null : cpu / (host.cpu || 1)} limit={1} show={percent} short />
            <Bar label="Mem" value={memory} limit={host.memory} show={bytes} short />
          </span>
        )}
      </header>
    </section>
  )
}

export const HostBox = memo(HostView)
