import { Select } from '@mantine/core'
import { shortId } from './address'
import type { Graph } from './types'

export const HERE = 'what is here now'

interface Props {
  label: string
  graph: Graph
  /** A branch, a tag or a commit; empty for what is here. */
  value: string
  choose: (value: string) => void
}

/** The branches, the tags and the newest commits, as they can be chosen. */
export function optionsOf(graph: Graph, value: string) {
  const known = [
    { group: 'Branches', items: graph.branches.map(({ name }) => ({ value: name, label: name })) },
    { group: 'Tags', items: graph.tags.map(({ name }) => ({ value: name, label: name })) },
    { group: 'Commits', items: graph.commits.map(({ id, title }) => ({ value: id, label: `${shortId(id)} ${title}` })) },
  ]
  // A branch and a tag may have one name: git takes the tag then, and a list has each once.
  const seen = new Set([''])
  const groups = known.map(({ group, items }) => ({ group, items: items.filter((one) => !seen.has(one.value) && seen.add(one.value)) }))
  const strange = seen.has(value) ? [] : [{ group: 'Chosen', items: [{ value, label: value.length === 40 ? shortId(value) : value }] }]
  return [{ group: 'Files', items: [{ value: '', label: HERE }] }, ...strange, ...groups]
}

export function VersionChoice({ label, graph, value, choose }: Props) {
  return (
    <Select
      size="xs"
      w={250}
      label={label}
      searchable
      allowDeselect={false}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      data={optionsOf(graph, value)}
      value={value}
      onChange={(chosen) => chosen !== null && choose(chosen)}
    />
  )
}
