import { Autocomplete, Button } from '@mantine/core'
import { useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { moved } from '../../shared/api/revision'
import { versionPath, type Exposure, type VersionDetail } from '../../shared/api/registry'
import { useResource } from '../../shared/api/resource'
import type { Edited, Workspace } from '../../shared/api/types'
import { refusal } from '../../shared/findings/fixing'
import { bySeverity, SEVERITY } from '../../shared/findings/severity'
import { Link } from '../../shared/router'
import { Choice } from '../../shared/ui/Choice'
import { Mark } from '../../shared/ui/Mark'
import { Refusal } from '../../shared/ui/Refusal'
import ui from '../../shared/ui/ui.module.css'
import { useSubmit } from '../../shared/api/useSubmit'
import { kept } from './kept'
import css from './version.module.css'

const READY = ['final', 'champion']

interface Added {
  plan: Exposure
  edited: Edited
}

interface Wish {
  application: string
  host: string
}

function Findings({ plan }: { plan: Exposure }) {
  const about = plan.findings.filter((one) => one.severity !== 'note')
  if (about.length === 0) return null
  return (
    <ul className={css.findings} aria-label="Findings">
      {bySeverity(about).map((one) => (
        <li key={`${one.code} ${one.element} ${one.message}`}>
          <Mark told={SEVERITY[one.severity]} />
          <span>{one.message}</span>
        </li>
      ))}
    </ul>
  )
}

const place = (plan: Exposure) => {
  if (!plan.legal) return 'This cannot be added:'
  if (!plan.host) return `${plan.service} finds no host:`
  return `${plan.service} runs on ${plan.host}${plan.reason ? `: ${plan.reason}` : '.'}`
}

/** The services that the version has already. */
function Exposed({ plan }: { plan: Exposure }) {
  if (plan.exposed.length === 0) return null
  return (
    <>
      <p className={css.small}>This version is exposed already; what is added here is one more service of it.</p>
      <ul className={css.small} aria-label="Exposed already">
        {plan.exposed.map(({ application, service, runs }) => (
          <li key={`${application} ${service}`}>
            <Link href={`/applications/${encodeURIComponent(application)}/operate`}>{`${application}/${service}`}</Link>
            {runs ? ', which runs it now' : ', which is to run it once it is applied'}
          </li>
        ))}
      </ul>
    </>
  )
}

function Plan({ told, wish, added }: { told: VersionDetail; wish: Wish; added: (added: Added) => void }) {
  const query = new URLSearchParams({ application: wish.application, host: wish.host })
  const { data: plan, error } = useResource<Exposure>(`${versionPath(told.name, told.version)}/exposure?${query}`)
  const [refused, setRefused] = useState('')
  const submit = useSubmit()
  if (plan === null) return error ? <Refusal error={error} /> : <p className={css.small}>Looking for a place …</p>
  const expose = () =>
    submit.send<Edited>('/api/edits', { edits: plan.edits, against: {} }, (edited) =>
      edited.applied ? added({ plan, edited }) : setRefused(refusal(edited.findings)),
    )
  return (
    <>
      <Exposed plan={plan} />
      <p>{place(plan)}</p>
      <Findings plan={plan} />
      <Button size="xs" disabled={!plan.legal} loading={submit.busy} onClick={() => void expose()}>
        Expose in {plan.application}
      </Button>
      <Refusal error={submit.error} />
      {refused && <p role="alert">{refused}</p>}
    </>
  )
}

function Hosts({ told, wish, choose }: { told: VersionDetail; wish: Wish; choose: (host: string) => void }) {
  const query = new URLSearchParams({ application: wish.application })
  const { data } = useResource<Exposure>(`${versionPath(told.name, told.version)}/exposure?${query}`)
  const hosts = [...new Set(Object.values(data?.infrastructures ?? {}).flat())]
  return <Choice label="Host" options={hosts} value={wish.host} choose={choose} placeholder="where it fits" none="where it fits" />
}

function Form({ told, names, changed }: { told: VersionDetail; names: string[]; changed: () => void }) {
  const [wish, setWish] = useState<Wish>({ application: names[0] ?? `${told.name}-service`, host: '' })
  const [typed, setTyped] = useState(wish.application)
  const [done, setDone] = useState<Added | null>(null)
  const choose = (application: string) => application && setWish({ application, host: '' })
  if (done) {
    return (
      <p role="status">
        {`${done.plan.service} was added to ${done.plan.application}${kept(done.edited)} `}
        <Link href={`/applications/${encodeURIComponent(done.plan.application)}/operate`}>Review and apply it</Link>
      </p>
    )
  }
  const added = (one: Added) => {
    setDone(one)
    moved()
    changed()
  }
  return (
    <>
      <div className={css.fields}>
        <Autocomplete
          size="xs"
          label="Application"
          description="or the name of a new one"
          data={names}
          value={typed}
          onChange={setTyped}
          onOptionSubmit={choose}
          onBlur={() => choose(typed)}
        />
        <Hosts told={told} wish={wish} choose={(host) => setWish({ ...wish, host })} />
      </div>
      <Plan told={told} wish={wish} added={added} />
    </>
  )
}

/** From a finalized version to a service of an application. */
export function Expose({ told, changed }: { told: VersionDetail; changed: () => void }) {
  const { account } = useAccount()
  const { data } = useResource<Workspace>('/api/workspace')
  const may = account.may.includes('save')
  return (
    <section className={`${ui.card} ${css.expose}`} aria-label="Expose">
      <h2 className={ui.heading}>Expose as a service</h2>
      {!READY.includes(told.stage) && <p className={css.small}>Finalize this version first; then it can become a service of an application.</p>}
      {READY.includes(told.stage) && !may && <p className={css.small}>Adding a service takes the role of a developer.</p>}
      {READY.includes(told.stage) && may && data && <Form told={told} names={data.applications} changed={changed} />}
    </section>
  )
}
