import type { Service, VersionNow } from '../../shared/api/run'
import { count, dataDay, share } from '../../shared/format'
import { Link } from '../../shared/router'
import { tellStage } from '../../shared/states'
import { Command } from '../../shared/ui/Command'
import { Mark } from '../../shared/ui/Mark'
import ui from '../../shared/ui/ui.module.css'
import css from './Routes.module.css'

const said = (value: number | null, show: (value: number) => string) => (value === null ? '–' : show(value))

function Row({ one }: { one: VersionNow }) {
  return (
    <tr>
      <th scope="row">v{one.version}</th>
      <td>
        <Mark told={tellStage(one.stage)} />
      </td>
      <td>{said(one.trainedUntil, dataDay)}</td>
      <td className={ui.number}>{said(one.heldOut, share)}</td>
      <td className={ui.number}>{said(one.liveAccuracy, share)}</td>
      <td className={ui.number}>{said(one.outcomes, count)}</td>
      <td title={one.why || undefined}>
        {one.parent && `after v${one.parent}, `}
        {one.run ? <Link href={`/runs/${encodeURIComponent(one.run)}`}>training run</Link> : !one.parent && '–'}
      </td>
    </tr>
  )
}

const HEADS: [name: string, number: boolean][] = [
  ['Version', false],
  ['Stage', false],
  ['Trained to', false],
  ['Held out', true],
  ['Live', true],
  ['Outcomes', true],
  ['From', false],
]

/** The versions of the model, newest first: how far they came, how right they are, what they came from. */
export function Versions({ service }: { service: Service }) {
  const { versions, model } = service
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="Versions of the model">
      <h2 className={ui.heading}>Versions{model && ` of ${model}`}</h2>
      {versions.length === 0 ? (
        <div className={css.empty}>
          <p>No version is registered. Train the first one:</p>
          <Command text="stratum train pipeline.yaml" />
        </div>
      ) : (
        <table className={ui.table} aria-label="Versions with their accuracy">
          <thead>
            <tr>
              {HEADS.map(([name, number]) => (
                <th key={name} scope="col" className={number ? ui.number : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((one) => (
              <Row key={one.version} one={one} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
