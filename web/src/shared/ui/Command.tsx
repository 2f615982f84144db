import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { Icon } from '../icons'
import css from './ui.module.css'

/** A command to type, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <div className={css.command}>
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Copy ${text}`} onClick={copy}>
              <Icon name={copied ? 'check' : 'copy'} size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}
