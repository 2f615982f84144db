import { Select } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { Mentions } from '../features/comments/Mentions'
import { AccountMenu } from '../features/people/AccountMenu'
import { useAccount } from '../shared/api/account'
import type { Workspace } from '../shared/api/types'
import { Icon } from '../shared/icons'
import { go, Link } from '../shared/router'
import { Commands } from './Commands'
import { LinkState, Lost } from './LinkState'
import { addressOf, TABS, type Place, type Tab } from './routes'
import { SchemeToggle } from './SchemeToggle'
import css from './Shell.module.css'

const TITLES: Record<Tab, string> = {
  overview: 'Overview',
  edit: 'Edit',
  operate: 'Operate',
  run: 'Run',
  charts: 'Charts',
  events: 'Events',
  findings: 'Findings',
}

interface Props {
  workspace: Workspace
  place: Place
  /** Whether a live feed surrounds the shell. */
  live?: boolean
  children: ReactNode
}

function titleOf(place: Place): string {
  if (place.view === 'application') return `${place.name}, ${TITLES[place.tab].toLowerCase()}`
  if (place.view === 'document') return place.file
  if (place.view === 'version') return `${place.model}@${place.version}`
  if (place.view === 'data') return place.table ? `data of ${place.pipeline}, ${place.table}` : 'data'
  if (place.view === 'pipeline') return `pipeline ${place.name}`
  return { start: 'start', documents: 'documents', models: 'models', versions: 'versions', pipelines: 'pipelines', run: 'training run', notebook: 'notebook', people: 'people', account: 'account', unknown: 'nothing here' }[place.view]
}

function Brand({ workspace }: { workspace: Workspace }) {
  return (
    <Link href="/" className={css.brand}>
      <img src="/mark.svg" alt="" width={22} height={22} />
      <span className={css.product}>stratum</span>
      <span className={css.workspace}>{workspace.name}</span>
    </Link>
  )
}

/** No name of an application has a slash. */
const ALL = '/'

function Chooser({ names, current }: { names: string[]; current: string }) {
  return (
    <Select
      aria-label="Application"
      size="xs"
      w={170}
      data={[{ value: ALL, label: 'All applications' }, ...names.map((name) => ({ value: name, label: name }))]}
      value={current}
      allowDeselect={false}
      onChange={(name) => name && go(name === ALL ? '/' : addressOf(name, 'overview'))}
    />
  )
}

/** The pages of the workspace as a whole. */
function Pages({ place }: { place: Place }) {
  const { account } = useAccount()
  const keeps = account.mode === 'accounts' && account.may.includes('people')
  const pages = [
    ['Documents', '/documents', ['documents', 'document']],
    ['Data', '/data', ['data']],
    ['Pipelines', '/pipelines', ['pipelines', 'pipeline', 'run', 'notebook']],
    ['Models', '/models', ['models', 'version']],
    ['Versions', '/versions', ['versions']],
    ...(keeps ? ([['People', '/people', ['people']]] as const) : []),
  ] as const
  return (
    <nav className={css.tabs} aria-label="Workspace">
      {pages.map(([title, href, views]) => (
        <Link key={href} href={href} aria-current={views.some((view) => view === place.view) ? 'page' : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  )
}

/** The views of one application, below the pages of the workspace. */
function Views({ names, name, place }: { names: string[]; name: string; place: Place }) {
  const tab = place.view === 'application' ? place.tab : undefined
  return (
    <div className={css.application}>
      {names.length > 1 ? <Chooser names={names} current={place.view === 'start' ? ALL : name} /> : <span className={css.name}>{name}</span>}
      <nav className={css.tabs} aria-label="Application">
        {TABS.map((one) => (
          <Link key={one} href={addressOf(name, one)} aria-current={one === tab ? 'page' : undefined}>
            {TITLES[one]}
          </Link>
        ))}
      </nav>
    </div>
  )
}

function Version({ workspace }: { workspace: Workspace }) {
  if (!workspace.name) return null
  if (!workspace.commit) {
    return (
      <Link href="/versions" className={css.version} title="Nothing here is kept as a version; begin with: stratum init .">
        <Icon name="branch" size={14} />
        not versioned
      </Link>
    )
  }
  const dirty = workspace.dirty ? 'with changes that are not committed' : 'all changes committed'
  return (
    <Link href="/versions" className={css.version} title={`Commit ${workspace.commit}, ${dirty}; see the versions`}>
      <Icon name="branch" size={14} />
      {workspace.branch}
      <code>{workspace.commit.slice(0, 7)}</code>
      {workspace.dirty && <span className={css.dirty}>changed</span>}
    </Link>
  )
}

export function Shell({ workspace, place, live = false, children }: Props) {
  const name = place.view === 'application' ? place.name : workspace.applications[0]
  useEffect(() => {
    document.title = `${titleOf(place)} · stratum`
  }, [place])
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        Skip to the content
      </a>
      <header className={css.header}>
        <Brand workspace={workspace} />
        <Pages place={place} />
        <div className={css.right}>
          {live && <LinkState />}
          <Version workspace={workspace} />
          <Commands workspace={workspace} />
          <SchemeToggle />
          <Mentions />
          <AccountMenu />
        </div>
      </header>
      {name !== undefined && <Views names={workspace.applications} name={name} place={place} />}
      {live && <Lost />}
      <main id="content" className={css.main} tabIndex={0}>
        {children}
      </main>
    </div>
  )
}
