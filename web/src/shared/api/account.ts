// Who is signed in, as docs/reference/api.md has it.
import { createContext, useContext, useEffect } from 'react'
import { SIGNED_OUT } from './client'
import { useResource, type Resource } from './resource'

export interface Account {
  /** `local` while nobody has an account: then the person at the machine may do everything. */
  mode: 'local' | 'accounts'
  canSetUp: boolean
  /** Who else people are known by. */
  providers: { name: string; title: string }[]
  /** What guests get who make an account for themselves; null where they may not. */
  register: { role: string; stay: number } | null
  /** Why the answer of a provider was not taken. */
  refused: { message: string; hint: string } | null
  name: string
  role: string
  branches: string[]
  proof: 'none' | 'local' | 'session' | 'token'
  until: number
  may: string[]
}

/** Who is signed in, asked for again when the server says that they are not any more. */
export function useWhoAmI(): Resource<Account> {
  const account = useResource<Account>('/api/account')
  const { reload } = account
  useEffect(() => {
    window.addEventListener(SIGNED_OUT, reload)
    return () => window.removeEventListener(SIGNED_OUT, reload)
  }, [reload])
  return account
}

interface Signed {
  account: Account
  reload: () => void
}

const AccountContext = createContext<Signed | null>(null)
export const AccountProvider = AccountContext.Provider

export function useAccount(): Signed {
  const signed = useContext(AccountContext)
  if (signed === null) throw new Error('useAccount outside of AccountProvider')
  return signed
}

/** Why whoever is here may not edit; empty where they may. */
export function useLocked(): string {
  const { account } = useAccount()
  return account.may.includes('edit') ? '' : `You are here as ${account.role || 'a guest'}, to look: ask an owner for a role that may edit.`
}

/** Why whoever is here may not do what takes a right; empty where they may. */
export function useDenied(right: 'train' | 'operate' | 'save', verb: string): string {
  const { account } = useAccount()
  const role = right === 'operate' ? 'an operator' : 'a developer'
  return account.may.includes(right) ? '' : `A ${account.role || 'guest'} may not ${verb}: that takes ${role}.`
}
