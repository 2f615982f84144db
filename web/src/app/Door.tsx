import { lazy, Suspense, useRef, type ReactNode } from 'react'
import { AccountProvider, useWhoAmI, type Account } from '../shared/api/account'
import { go, usePath } from '../shared/router'
import { Loading, Problem } from '../shared/ui/Notice'
import css from './Shell.module.css'

const Entrances = () => import('../features/people/Entrances')
const SignIn = lazy(() => Entrances().then((all) => ({ default: all.SignIn })))
const SetUp = lazy(() => Entrances().then((all) => ({ default: all.SetUp })))
const Register = lazy(() => Entrances().then((all) => ({ default: all.Register })))
const Invited = lazy(() => Entrances().then((all) => ({ default: all.Invited })))

const ENTRANCES = ['/set-up', '/invitation', '/register']

/** The form that somebody has to fill in here before they see anything; null where none. */
function entranceOf(path: string, account: Account) {
  if (path === '/set-up' && account.canSetUp) return SetUp
  if (path === '/invitation' && account.mode === 'accounts') return Invited
  if (account.mode !== 'accounts' || account.proof !== 'none') return null
  return path === '/register' && account.register ? Register : SignIn
}

/**
 * Lets in whoever is signed in, and everybody while nobody has an account. Where a session ends, what was not saved
 * stays behind the form until the same person is back.
 */
export function Door({ children }: { children: ReactNode }) {
  const path = usePath()
  const inside = useRef<Account | null>(null)
  const { data: account, error, reload } = useWhoAmI()
  if (account === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="who you are" />
  const Entrance = entranceOf(path, account)
  if (Entrance === null) inside.current = account
  const entered = () => {
    if (ENTRANCES.includes(path)) go('/', true)
    reload()
  }
  return (
    <>
      {Entrance && (
        <Suspense fallback={<Loading what="the form" />}>
          <Entrance account={account} entered={entered} />
        </Suspense>
      )}
      {inside.current && (
        <div className={css.inside} hidden={Entrance !== null}>
          <AccountProvider key={inside.current.name} value={{ account: inside.current, reload }}>
            {children}
          </AccountProvider>
        </div>
      )}
    </>
  )
}
