// People, tokens and the audit log, as docs/reference/api.md has them. Times are seconds since 1970 UTC.

export interface Person {
  name: string
  role: string
  branches: string[]
  created: number
  /** 0 for an account that does not end. */
  until: number
}

export interface Invitation {
  id: string
  role: string
  branches: string[]
  by: string
  created: number
  until: number
  /** Seconds that the account will last; 0 for ever. */
  stay: number
}

export interface Token {
  id: string
  person: string
  label: string
  role: string
  created: number
  until: number
  revoked: number
}

export interface Everybody {
  people: Person[]
  invitations: Invitation[]
  tokens: Token[]
  roles: string[]
}

export interface Entry {
  number: number
  time: number
  who: string
  what: string
  subject: string
  place: string
}
