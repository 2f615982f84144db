import type { Application } from '../../shared/api/types'
import type { Service, Story } from '../../shared/api/run'
import { useStory } from '../../shared/api/useStory'
import { Icon } from '../../shared/icons'
import { go, useQuery } from '../../shared/router'
import { Buttons } from '../../shared/ui/Buttons'
import { Deploy } from '../../shared/ui/Deploy'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { Charts } from './Charts'
import { RANGES, readChoice, writeChoice, type Choice } from './choice'
import { CycleView } from './CycleView'
import { Decisions } from './Decisions'
import { DriftList } from './DriftList'
import { Routes } from './Routes'
import css from './Run.module.css'
import { Summary } from './Summary'
import { Versions } from './Versions'

type Set = (change: Partial<Choice>) => void

interface ChoiceProps {
  story: Story
  service: Service
  choice: Choice
  set: Set
}

const subtitle = ({ routes, model, policy }: Service) => {
  const main = routes.find((route) => route.name === 'main')
  const parts = [model && main ? `${model} v${main.version}` : model, policy ? `scaled by ${policy}` : 'not scaled']
  return parts.filter(Boolean).join(', ')
}

function Head({ story, service, choice, set }: ChoiceProps) {
  return (
    <div className={css.top}>
      <div>
        <h1 className={ui.title}>{service.name}</h1>
        <p className={css.lead}>{subtitle(service)}</p>
      </div>
      <div className={css.controls}>
        {story.services.length > 1 && (
          <Buttons
            label="Service"
            options={story.services.map((one) => [one.name, one.name])}
            value={service.name}
            onChange={(name) => set({ service: name })}
          />
        )}
        <Buttons
          label="Time shown"
          options={RANGES.map(({ seconds, label }) => [seconds as number, label])}
          value={choice.seconds}
          onChange={(seconds) => set({ seconds })}
        />
      </div>
    </div>
  )
}

/** Says that what follows is history, and how it goes on. */
function Stopped({ story, service, name }: { story: Story; service: Service; name: string }) {
  if (service.running) return null
  const before = service.routes.length > 0 || story.decisions.length > 0
  return (
    <div className={css.stopped} role="note">
      <Icon name="stop" />
      <p>
        <strong>Nothing of {service.name} runs now.</strong>{' '}
        {before && 'What follows is what happened until it was stopped.'}
      </p>
      <Deploy application={name} />
    </div>
  )
}

function Body({ story, name }: { story: Story; name: string }) {
  const choice = readChoice(useQuery())
  const set: Set = (change) => go(window.location.pathname + writeChoice({ ...choice, ...change }), true)
  const service = story.services.find((one) => one.name === choice.service) ?? story.services[0]
  if (service === undefined) {
    return (
      <Notice title={`${name} serves no model`}>
        <p>
          The run of a model is told here. Add a component of type <code>ModelService</code> to the application and check it.
        </p>
        <Deploy application={name} />
      </Notice>
    )
  }
  const others = new Set(story.services.filter((one) => one !== service).map((one) => one.name))
  const decisions = story.decisions.filter((one) => !others.has(one.subject))
  return (
    <div className={`${ui.page} ${css.run}`}>
      <Head story={story} service={service} choice={choice} set={set} />
      <Stopped story={story} service={service} name={name} />
      {service.running && <Summary service={service} />}
      <CycleView service={service} />
      <div className={css.grid}>
        <Charts service={service} time={story.time} seconds={choice.seconds} />
        <DriftList service={service} />
      </div>
      <div className={css.tables}>
        <Routes service={service} />
        <Versions service={service} />
      </div>
      <Decisions key={service.name} decisions={decisions} groups={choice.groups} choose={(groups) => set({ groups })} />
    </div>
  )
}

/** The run of an application's models as it goes on. */
export default function Run({ application }: { application: Application }) {
  const { seconds } = readChoice(useQuery())
  const { data, error, reload } = useStory(application.name, seconds)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the run" />
  return <Body story={data} name={application.name} />
}
