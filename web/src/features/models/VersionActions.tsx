import { Button } from '@mantine/core'
import { useAccount } from '../../shared/api/account'
import { versionPath, type VersionDetail } from '../../shared/api/registry'
import { Refusal } from '../../shared/ui/Refusal'
import { useSubmit } from '../../shared/api/useSubmit'
import css from './version.module.css'

/** What a version may become next, by its stage: the first is the usual one. */
const NEXT: Record<string, [stage: string, label: string][]> = {
  draft: [['final', 'Finalize'], ['retired', 'Retire']],
  challenger: [['final', 'Finalize'], ['retired', 'Retire']],
  final: [['champion', 'Make champion'], ['retired', 'Retire']],
  champion: [],
  retired: [['draft', 'Take back']],
}

/** Moves a version to another stage, and takes it away as a file. */
export function VersionActions({ told, changed }: { told: VersionDetail; changed: () => void }) {
  const { account } = useAccount()
  const { error, busy, send } = useSubmit()
  const path = versionPath(told.name, told.version)
  const may = account.may.includes('release')
  return (
    <div className={css.actions}>
      <div className={css.buttons}>
        {may &&
          (NEXT[told.stage] ?? []).map(([stage, label], at) => (
            <Button key={stage} size="xs" variant={at === 0 ? undefined : 'default'} loading={busy} onClick={() => void send(`${path}/stage`, { stage }, changed)}>
              {label}
            </Button>
          ))}
        {may && told.stage === 'champion' && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void send('/api/models/rollback', { model: told.name }, changed)}>
            Roll back to the champion before
          </Button>
        )}
        <Button size="xs" variant="default" component="a" href={`${path}/bundle`} download>
          Export
        </Button>
      </div>
      <Refusal error={error} />
    </div>
  )
}
