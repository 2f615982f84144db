// The name that others see, where nobody has an account.
const NAME = 'stratum.name'
const NAMELESS = 'Guest'

export const ownName = () => window.localStorage.getItem(NAME) ?? NAMELESS
export const keepName = (name: string) => window.localStorage.setItem(NAME, name)
