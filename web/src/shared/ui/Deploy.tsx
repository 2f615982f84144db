import { Link } from '../router'
import { Command } from './Command'

/** How something of an application comes to run: on the page, or with a command. */
export function Deploy({ application }: { application: string }) {
  return (
    <>
      <p>
        Deploy it under <Link href={`/applications/${encodeURIComponent(application)}/operate`}>Operate</Link>, or with
      </p>
      <Command text={`stratum apply ${application}`} />
    </>
  )
}
