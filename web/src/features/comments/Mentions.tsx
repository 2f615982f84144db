import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAccount } from '../../shared/api/account'
import { documentAddress, post } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import { COMMENTED, type Mention } from '../../shared/comments/comments'
import { Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { ownName } from '../../shared/session/ownName'
import css from './Mentions.module.css'

const PAUSE_MS = 30_000

/** Looks again when something was said, when somebody comes back to the window, and now and then. */
function useAgain(reload: () => void) {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), PAUSE_MS)
    for (const event of [COMMENTED, 'focus']) window.addEventListener(event, reload)
    return () => {
      clearInterval(timer)
      for (const event of [COMMENTED, 'focus']) window.removeEventListener(event, reload)
    }
  }, [reload])
}

function Listed({ mention: { file, element, remark, is_new } }: { mention: Mention }) {
  const address = documentAddress(file)
  return (
    <li data-new={is_new}>
      <Link href={address}>
        <b>{remark.author}</b> on {element || file}
      </Link>
      <p>{remark.text}</p>
    </li>
  )
}

/** Where this person was named; how often since they looked. */
export function Mentions() {
  const { account } = useAccount()
  const name = account.name || ownName()
  const { data, reload } = useResource<{ mentions: Mention[]; new: number }>(`/api/comments/mentions?name=${encodeURIComponent(name)}`)
  const [shown, setShown] = useState(false)
  useAgain(reload)
  const found = data?.mentions ?? []
  const count = data?.new ?? 0
  const seen = () => {
    setShown(false)
    const number = found[0]?.remark.number
    if (count > 0 && number !== undefined) void post('/api/comments/seen', { number, name }).then(reload, reload)
  }
  const label = count > 0 ? `Mentions, ${count} new` : 'Mentions'
  return (
    <Popover width={320} position="bottom-end" withinPortal trapFocus opened={shown} onDismiss={seen}>
      <Popover.Target>
        <Tooltip label={label} disabled={shown}>
          <ActionIcon className={css.mentions} variant="subtle" color="gray" aria-label={label} aria-expanded={shown} onClick={() => (shown ? seen() : setShown(true))}>
            <Icon name="speech" />
            {count > 0 && <span className={css.count}>{count}</span>}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-labelledby={undefined} aria-label="Mentions">
        {found.length === 0 && <p className={css.none}>Nobody has named you. In a comment, @{name} does.</p>}
        <ul className={css.list} aria-label="Mentions">
          {found.map((one) => (
            <Listed key={one.remark.number} mention={one} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}
