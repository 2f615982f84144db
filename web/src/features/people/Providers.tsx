import { Button } from '@mantine/core'
import { ApiError } from '../../shared/api/client'
import { useAccount, type Account } from '../../shared/api/account'
import css from './people.module.css'
import { Refusal } from '../../shared/ui/Refusal'
import { useSubmit } from '../../shared/api/useSubmit'

type Ways = Pick<Account, 'providers' | 'refused'>

interface Props {
  ways: Ways
  /** Sent beside the name of the provider. */
  extra?: Record<string, unknown>
  /** What a button says before the title. */
  verb?: string
}

/** The page that somebody comes back to from a provider; an entrance is none. */
const here = () => (['/invitation', '/register', '/set-up'].includes(location.pathname) ? '/' : location.pathname + location.search)

/** A button for each provider; the browser goes there and comes back. */
export function ProviderButtons({ ways, extra, verb = 'Sign in with' }: Props) {
  const { error, busy, send } = useSubmit()
  const refused = ways.refused && new ApiError('refused', ways.refused.message, ways.refused.hint)
  const leave = (name: string) =>
    void send<{ address: string }>('/api/account/provider', { name, back: here(), ...extra }, ({ address }) => location.assign(address))
  if (ways.providers.length === 0) return null
  return (
    <div className={css.providers}>
      {ways.providers.map(({ name, title }) => (
        <Button key={name} variant="default" fullWidth disabled={busy} onClick={() => leave(name)}>
          {verb} {title}
        </Button>
      ))}
      <Refusal error={error ?? refused} />
    </div>
  )
}

/** Joins the account that somebody is signed in to with whom a provider knows. */
export function Connect() {
  const { account } = useAccount()
  if (account.providers.length === 0) return null
  return (
    <>
      <h2 className={css.second}>Sign-in through a provider</h2>
      <p className={css.note}>Connect one to come in through it from now on. Your password goes on working.</p>
      <ProviderButtons ways={account} extra={{ connect: true }} verb="Connect" />
    </>
  )
}
