import type { RouteNow, Service } from '../../shared/api/run'
import { bytes, cores, percent } from '../../shared/format'
import { plotColor } from '../../shared/plot/palette'
import ui from '../../shared/ui/ui.module.css'
import css from './Routes.module.css'

const COLORS: Record<string, number> = { main: 0, canary: 1, shadow: 2 }
const colorOf = (route: RouteNow, index: number) => plotColor(COLORS[route.name] ?? 3 + index)

/** The share of the requests that each route answers. */
export function sharesOf(routes: RouteNow[]): number[] {
  const weights = routes.map((route) => (route.mirror ? 0 : Math.max(0, route.weight)))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (whole > 0 ? weight / whole : 0))
}

const limitsOf = ({ cpu, memory }: RouteNow) =>
  [cpu > 0 ? cores(cpu) : '', memory > 0 ? bytes(memory) : ''].filter(Boolean).join(', ') || 'none'

/** Who answers how many of the requests; a copy for the shadow runs below. */
function Shares({ routes, shares }: { routes: RouteNow[]; shares: number[] }) {
  const told = routes.map((route, index) => `${route.name} ${route.mirror ? 'gets a copy' : percent(shares[index] ?? 0)}`)
  return (
    <div className={css.shares} role="img" aria-label={`Shares of the requests: ${told.join(', ')}`}>
      <div className={css.bar}>
        {routes.map(
          (route, index) =>
            (shares[index] ?? 0) > 0 && (
              <span key={route.name} style={{ flexGrow: shares[index], background: colorOf(route, index) }} />
            ),
        )}
      </div>
      {routes.map(
        (route, index) =>
          route.mirror && <div key={route.name} className={css.mirror} style={{ color: colorOf(route, index) }} />,
      )}
    </div>
  )
}

interface RowProps {
  route: RouteNow
  share: number
  color: string
  running: boolean
}

function Row({ route, share, color, running }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={css.key} data-mirror={route.mirror} style={{ color }} />
        {route.name}
      </th>
      <td>v{route.version}</td>
      <td>{route.mirror ? 'a copy' : percent(share)}</td>
      <td className={running && route.ready < route.replicas ? css.few : undefined}>
        {running ? `${route.ready} of ${route.replicas} ready` : route.replicas}
      </td>
      <td>{route.host}</td>
      <td>{limitsOf(route)}</td>
    </tr>
  )
}

/** The routes of a service: versions on hosts with their share of the requests. */
export function Routes({ service }: { service: Service }) {
  const { routes, running } = service
  const shares = sharesOf(routes)
  return (
    <section className={`${ui.card} ${ui.scroll}`} aria-label="Routes">
      <h2 className={ui.heading}>Routes</h2>
      {routes.length === 0 && <p className={css.empty}>No version answers: nothing runs.</p>}
      {routes.length > 0 && !running && <p className={css.empty}>Nothing runs now. The last routes were:</p>}
      {routes.length > 0 && (
        <>
          <Shares routes={routes} shares={shares} />
          <table className={ui.table} aria-label="Routes of the service">
            <thead>
              <tr>
                {['Route', 'Version', 'Requests', 'Replicas', 'Host', 'Limit of each'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {routes.map((route, index) => (
                <Row key={route.name} route={route} share={shares[index] ?? 0} color={colorOf(route, index)} running={running} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}
