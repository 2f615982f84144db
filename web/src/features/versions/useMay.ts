import { useAccount } from '../../shared/api/account'

/** Whether whoever is signed in may make commits, branches and tags, and go to another branch. */
export function useMay() {
  const { account } = useAccount()
  return { save: account.may.includes('save'), switch: account.may.includes('switch') }
}
