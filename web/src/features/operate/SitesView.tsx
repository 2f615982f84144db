import { useState } from 'react'
import type { Application } from '../../shared/api/types'
import { useLive } from '../../shared/api/useLive'
import { bytes, cores, seconds } from '../../shared/format'
import { hasIcon, Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { tellState } from '../../shared/states'
import { Bar } from '../../shared/ui/Bar'
import { Mark } from '../../shared/ui/Mark'
import { Notice } from '../../shared/ui/Notice'
import { SiteMap } from './SiteMap'
import css from './Sites.module.css'
import { sheetOf } from './geography'
import { sitesOf, wiresOf, type HostNow, type SiteNow } from './sites'

const counted = (number: number) => (number === 1 ? '1 component' : `${number} components`)
const TITLES: Record<string, string> = { cloud: 'Cloud', fog: 'Fog', edge: 'Edge' }

function Components({ application, host }: { application: string; host: HostNow }) {
  if (host.components.length === 0) return <p className={css.none}>Nothing of this application.</p>
  return (
    <ul className={css.components}>
      {host.components.map(({ name, state }) => (
        <li key={name}>
          <Link href={`/applications/${encodeURIComponent(application)}?component=${encodeURIComponent(name)}`}>{name}</Link>
          <Mark told={tellState(state)} plain />
          <Link className={css.log} href={`?show=logs&component=${encodeURIComponent(name)}`} aria-label={`Log of ${name}`}>
            log
          </Link>
        </li>
      ))}
    </ul>
  )
}

function HostCard({ application, now, open }: { application: string; now: HostNow; open: boolean }) {
  const { host, cpu, memory } = now
  return (
    <div className={css.host}>
      <div className={css.hostHead}>
        <strong>{host.name}</strong>
        <span>{open ? `${host.type}, ${host.address || 'no address'}` : counted(now.components.length)}</span>
      </div>
      <Bar label="CPU" value={cpu} limit={host.cpu || null} show={cores} />
      <Bar label="Memory" value={memory} limit={host.memory || null} show={bytes} />
      {open && <Components application={application} host={now} />}
    </div>
  )
}

interface SiteProps {
  application: Application
  site: SiteNow
  open: boolean
  toggle: () => void
}

function SiteCard({ application, site, open, toggle }: SiteProps) {
  const wires = wiresOf(application, site.name)
  return (
    <section className={css.site} aria-label={`Site ${site.name}`} data-tone={tellState(site.worst).tone}>
      <button type="button" className={css.siteHead} aria-expanded={open} onClick={toggle}>
        <Icon name="next" size={13} />
        <span>{site.name}</span>
        <Mark told={tellState(site.worst)} />
      </button>
      {site.hosts.map((now) => (
        <HostCard key={now.host.name} application={application.name} now={now} open={open} />
      ))}
      {wires.length > 0 && (
        <ul className={css.wires} aria-label={`Links of ${site.name}`}>
          {wires.map(({ to, latency, bandwidth }) => (
            <li key={to}>
              to {to} <strong>{seconds(latency)}</strong>
              {open && bandwidth > 0 && <span> {bandwidth / 1e6} Mbit/s</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Sites on a map where they tell their places, and as cards in lanes of cloud, fog and edge: a click shows what is inside. */
export default function SitesView({ application }: { application: Application }) {
  const status = useLive((live) => live.status)
  const [opened, setOpened] = useState<string[]>([])
  if (application.hosts.length === 0) {
    return (
      <Notice title="The model has no hosts">
        <p>Add machines below hosts: in the infrastructure that the application names.</p>
      </Notice>
    )
  }
  const toggle = (name: string) => setOpened(opened.includes(name) ? opened.filter((one) => one !== name) : [...opened, name])
  const lanes = sitesOf(application, status)
  const sheet = sheetOf(application, [...lanes.values()].flat())
  return (
    <div className={css.map}>
      {sheet && <SiteMap sheet={sheet} opened={opened} toggle={toggle} />}
      {[...lanes].map(([tier, sites]) => (
        <div key={tier} className={css.lane} style={{ background: `var(--band-${tier})` }} role="group" aria-label={TITLES[tier] ?? tier}>
          <h2>
            {hasIcon(tier) && <Icon name={tier} size={16} />}
            {TITLES[tier] ?? tier}
            <span>{sites.length === 1 ? '1 site' : `${sites.length} sites`}</span>
          </h2>
          <div className={css.sites}>
            {sites.map((site) => (
              <SiteCard key={site.name} application={application} site={site} open={opened.includes(site.name)} toggle={() => toggle(site.name)} />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
