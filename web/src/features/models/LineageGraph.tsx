import { versionPath, type LineageNode, type VersionDetail } from '../../shared/api/registry'
import { useResource } from '../../shared/api/resource'
import { Link } from '../../shared/router'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { addressOf, inSteps, STEPS } from './lineage'
import css from './version.module.css'

const DIGEST = /^[0-9a-f]{40,}$/

function Node({ node, told }: { node: LineageNode; told: VersionDetail }) {
  const current = `${told.name}@${told.version}`
  const address = addressOf(node, told.name, current)
  const detail = DIGEST.test(node.detail) ? node.detail.slice(0, 12) : node.detail === node.name ? '' : node.detail
  return (
    <li className={css.node} data-current={node.name === current} title={node.detail}>
      <span className={css.kind}>{node.kind}</span>
      {address ? <Link href={address}>{node.name}</Link> : <strong>{node.name}</strong>}
      {detail && <span className={css.small}>{detail}</span>}
    </li>
  )
}

/** From data and commit to the services that answer, step by step. */
export function LineageGraph({ told, generation }: { told: VersionDetail; generation: number }) {
  const path = `${versionPath(told.name, told.version)}/lineage`
  const { data, error, reload } = useResource<{ nodes: LineageNode[] }>(path, generation)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="where it comes from" />
  return (
    <section className={`${ui.card} ${css.lineage}`} aria-label="Where it comes from">
      <ol>
        {inSteps(data.nodes).map((nodes, step) => (
          <li key={STEPS[step]} className={css.step}>
            <h2>{STEPS[step]}</h2>
            {nodes.length > 0 ? (
              <ul>
                {nodes.map((node) => (
                  <Node key={node.id} node={node} told={told} />
                ))}
              </ul>
            ) : (
              <p className={css.small}>nobody yet</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
