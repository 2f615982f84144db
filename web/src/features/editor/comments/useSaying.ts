import { useAccount } from '../../../shared/api/account'
import { ApiError, post } from '../../../shared/api/client'
import { COMMENTED, useDiscussion } from '../../../shared/comments/comments'
import { ownName } from '../../../shared/session/ownName'

interface Saying {
  /** Says something; gives why it was not taken, empty where it was. */
  say: (path: string, body: Record<string, unknown>) => Promise<string>
  /** The name of whoever says it. */
  name: string
}

export function useSaying(): Saying {
  const { account } = useAccount()
  const { reload } = useDiscussion()
  const name = account.name || ownName()
  async function say(path: string, body: Record<string, unknown>): Promise<string> {
    try {
      await post(path, { ...body, name })
    } catch (cause) {
      return cause instanceof ApiError ? [cause.message, cause.hint].filter(Boolean).join('; ') : String(cause)
    }
    reload()
    window.dispatchEvent(new Event(COMMENTED))
    return ''
  }
  return { say, name }
}
