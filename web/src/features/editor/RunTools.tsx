import { Button } from '@mantine/core'
import { useDenied } from '../../shared/api/account'
import { trainPath } from '../../shared/api/client'
import type { Progress } from '../../shared/api/training'
import { useSubmit } from '../../shared/api/useSubmit'
import { Icon } from '../../shared/icons'
import { go } from '../../shared/router'
import { useSession } from '../../shared/session/useSession'
import { beforehand } from '../../shared/states'
import { Refusal } from '../../shared/ui/Refusal'
import { useDesk } from './desk'
import css from './RunTools.module.css'

/** Why the document as it is drawn is not the one in the files; empty where it is. */
function useUnsaved(): string {
  const { session } = useDesk()
  return useSession(session, ({ saved, seq, drafts }) => (saved >= seq && drafts.size === 0 ? '' : 'What was changed last is not saved yet.'))
}

interface RunProps {
  label: string
  help: string
  /** Why it cannot be done now; empty where it can. */
  obstacle: string
  busy?: boolean
  act: () => void
}

/** A button that stays within reach of the keyboard where it does nothing, and tells why then. */
function RunButton({ label, help, obstacle, busy = false, act }: RunProps) {
  const { say } = useDesk()
  return (
    <Button
      size="compact-sm"
      loading={busy}
      aria-disabled={obstacle !== ''}
      data-disabled={obstacle !== '' || undefined}
      title={obstacle || help}
      leftSection={<Icon name="next" size={13} />}
      onClick={() => (obstacle ? say(obstacle) : act())}
    >
      {label}
    </Button>
  )
}

function Plan() {
  const { model, problem } = useDesk()
  const obstacle = [useDenied('operate', 'apply'), beforehand(problem), useUnsaved()].find(Boolean) ?? ''
  const review = () => go(`/applications/${encodeURIComponent(model.name)}/operate?show=plan`)
  return <RunButton label="Plan" help="See what an apply would change, and apply it" obstacle={obstacle} act={review} />
}

function Train({ begun }: { begun: (run: string) => void }) {
  const { model, problem } = useDesk()
  const { send, busy, error } = useSubmit()
  const obstacle = [useDenied('train', 'train'), beforehand(problem), useUnsaved()].find(Boolean) ?? ''
  const train = () => void send<Progress>(trainPath(model.name), {}, ({ id }) => begun(id))
  return (
    <>
      <RunButton label="Train" help="Train the pipeline as it is" obstacle={obstacle} busy={busy} act={train} />
      {error && (
        <div className={css.refusal}>
          <Refusal error={error} />
        </div>
      )}
    </>
  )
}

/** What lets the document run: the review of an application, the training of a pipeline. */
export function RunTools({ begun }: { begun: (run: string) => void }) {
  const { model } = useDesk()
  if (model.kind === 'Application') return <Plan />
  return model.kind === 'Pipeline' ? <Train begun={begun} /> : null
}
