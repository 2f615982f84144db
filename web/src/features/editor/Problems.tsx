import { FixButton } from '../../shared/findings/FixButton'
import { SEVERITY } from '../../shared/findings/severity'
import { Mark } from '../../shared/ui/Mark'
import { useDesk } from './desk'
import type { Located } from './findings'
import css from './Problems.module.css'

function Item({ finding, link }: { finding: Located; link: boolean }) {
  const { select, attempt } = useDesk()
  return (
    <li className={css.finding}>
      <Mark told={SEVERITY[finding.severity]} plain />
      <div>
        <p>
          {link && finding.owner && (
            <button type="button" className={css.owner} onClick={() => select(finding.owner)}>
              {finding.owner}
            </button>
          )}
          {finding.message}
        </p>
        {finding.fix && <p className={css.fix}>{finding.fix}</p>}
        {finding.fixes.length > 0 && (
          <div className={css.fixes}>
            {finding.fixes.map((fix) => (
              <FixButton key={fix.title} fix={fix} apply={({ edits }) => attempt(edits)} />
            ))}
          </div>
        )}
      </div>
    </li>
  )
}

const keyOf = (finding: Located) => `${finding.code} ${finding.element} ${finding.position} ${finding.message}`

/** The findings of one element, above its form. */
export function OwnFindings({ owner }: { owner: string }) {
  const { findings } = useDesk()
  const own = findings.filter((one) => one.owner === owner)
  if (own.length === 0) return null
  return (
    <ul className={css.own}>
      {own.map((one) => (
        <Item key={keyOf(one)} finding={one} link={false} />
      ))}
    </ul>
  )
}

/** All findings of the document. */
export function Problems() {
  const { findings } = useDesk()
  return (
    <section className={css.problems} aria-label="Findings">
      <ul>
        {findings.map((one) => (
          <Item key={keyOf(one)} finding={one} link />
        ))}
      </ul>
    </section>
  )
}
