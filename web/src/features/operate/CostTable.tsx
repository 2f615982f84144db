import type { Costs } from '../../shared/api/operate'
import ui from '../../shared/ui/ui.module.css'
import css from './Operate.module.css'
import { price, priceChange } from '../../shared/operations'

const listed = (names: string[]) => names.join(', ') || '–'

function Total({ costs }: { costs: Costs }) {
  const { before, after } = costs
  const change = priceChange(before.month, after.month)
  return (
    <p className={css.total}>
      <strong>{price(after.month)} a month</strong>
      <span>
        {price(after.hour)} an hour; now {price(before.hour)} an hour, {price(before.month)} a month
      </span>
      {change && <span data-tone={change.startsWith('+') ? 'warn' : 'good'}>{change} a month</span>}
    </p>
  )
}

/** What the hosts in use cost now, and once the plan is carried out. */
export function CostTable({ costs }: { costs: Costs }) {
  if (costs.hosts.length === 0) return null
  const priced = costs.hosts.some((one) => one.hourly !== null)
  return (
    <section className={`${ui.card} ${css.costs}`} aria-label="Cost">
      <h2 className={ui.heading}>Cost of the hosts in use</h2>
      {priced ? (
        <Total costs={costs} />
      ) : (
        <p className={css.same}>
          No host tells its price. Give hosts a <code>cost</code>, such as <code>0.12 /h</code>, in the infrastructure.
        </p>
      )}
      <div className={ui.scroll}>
        <table className={ui.table} aria-label="Cost by host">
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col" className={ui.number}>
                An hour
              </th>
              <th scope="col">Runs now</th>
              <th scope="col">Would run</th>
            </tr>
          </thead>
          <tbody>
            {costs.hosts.map(({ host, hourly, before, after }) => (
              <tr key={host} data-left={after.length === 0 || undefined}>
                <th scope="row">{host}</th>
                <td className={ui.number}>{hourly === null ? 'not known' : price(hourly)}</td>
                <td className={css.wrap}>{listed(before)}</td>
                <td className={css.wrap}>{listed(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
