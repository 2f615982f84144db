import type { Application, Finding, Fix } from '../../shared/api/types'
import { FixButton } from '../../shared/findings/FixButton'
import { applyFix } from '../../shared/findings/fixing'
import { bySeverity, SEVERITY } from '../../shared/findings/severity'
import { Command } from '../../shared/ui/Command'
import { Mark } from '../../shared/ui/Mark'
import { Notice } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './Findings.module.css'

function Numbers({ required, available }: { required: string; available: string }) {
  if (!required && !available) return null
  return (
    <dl className={css.numbers}>
      <div>
        <dt>required</dt>
        <dd>{required || '–'}</dd>
      </div>
      <div>
        <dt>available</dt>
        <dd>{available || '–'}</dd>
      </div>
    </dl>
  )
}

function Item({ finding, apply }: { finding: Finding; apply: (fix: Fix) => Promise<string> }) {
  return (
    <li className={css.finding}>
      <div className={css.severity}>
        <Mark told={SEVERITY[finding.severity]} />
      </div>
      <div className={css.text}>
        <p className={css.message}>{finding.message}</p>
        {finding.fix && <p className={css.fix}>{finding.fix}</p>}
        {finding.fixes.length > 0 && (
          <div className={css.fixes}>
            {finding.fixes.map((fix) => (
              <FixButton key={fix.title} fix={fix} apply={apply} />
            ))}
          </div>
        )}
        <p className={css.place}>
          <code>{finding.position}</code>
          <span>{finding.element}</span>
          <span>{finding.code}</span>
        </p>
      </div>
      <Numbers required={finding.required} available={finding.available} />
    </li>
  )
}

export default function Findings({ application, onFixed }: { application: Application; onFixed: () => void }) {
  const findings = bySeverity(application.findings)
  if (findings.length === 0) {
    return (
      <Notice title="The model has no findings">
        <p>Every component fits its host, and every bound holds. The same check runs on the command line:</p>
        <Command text="stratum check" />
      </Notice>
    )
  }
  const errors = findings.filter((one) => one.severity === 'error').length
  const apply = async (fix: Fix) => {
    const refused = await applyFix(fix, application.digests)
    if (!refused) onFixed()
    return refused
  }
  return (
    <div className={ui.page}>
      <h1 className={ui.title}>Findings</h1>
      <p className={ui.lead}>
        {errors > 0 ? 'Errors stop a deployment until they are fixed.' : 'None of these stops a deployment.'}
      </p>
      <ul className={css.list}>
        {findings.map((finding) => (
          <Item
            key={`${finding.code} ${finding.element} ${finding.position}`}
            finding={finding}
            apply={apply}
          />
        ))}
      </ul>
    </div>
  )
}
