import { Link } from '../../shared/router'

/** The way to where models are trained, where that is what a hint asks for. */
export function ToPipelines({ hint }: { hint: string }) {
  if (!/\btrain\b/.test(hint)) return null
  return (
    <p>
      Models are trained under <Link href="/pipelines">Pipelines</Link>.
    </p>
  )
}
