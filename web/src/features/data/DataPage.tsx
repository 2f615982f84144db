import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { dataAddress, dataPath, type Tables } from '../../shared/api/data'
import { useResource } from '../../shared/api/resource'
import type { Workspace } from '../../shared/api/types'
import { go, Link } from '../../shared/router'
import { Choice } from '../../shared/ui/Choice'
import { Command } from '../../shared/ui/Command'
import { Loading, Notice, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import css from './data.module.css'
import { PreviewView } from './PreviewView'
import { ProfileView } from './ProfileView'

const LOOKS = [
  { value: 'profile', label: 'Profile' },
  { value: 'preview', label: 'First rows' },
]

function Chooser({ told, table }: { told: Tables; table: string }) {
  return (
    <nav className={css.tables} aria-label="Tables">
      {told.tables.map((one) => (
        <Link key={one.name} href={dataAddress(told.pipeline, one.name)} aria-current={one.name === table ? 'page' : undefined}>
          <strong>{one.name}</strong>
          <span>{one.source ? one.type : `step, ${one.type}`}</span>
        </Link>
      ))}
    </nav>
  )
}

function Pipeline({ pipeline, table }: { pipeline: string; table: string }) {
  const { data, error, reload } = useResource<Tables>(dataPath(pipeline))
  const [look, setLook] = useState('profile')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what={pipeline} />
  const chosen = table || (data.tables[0]?.name ?? '')
  if (!chosen) {
    return (
      <Notice title={`${data.pipeline} reads nothing yet`}>
        <p>Add a source, such as a CSV file, to {data.file}: its rows are shown here.</p>
      </Notice>
    )
  }
  const View = look === 'preview' ? PreviewView : ProfileView
  return (
    <>
      <div className={css.bar}>
        <Chooser told={data} table={chosen} />
        <SegmentedControl size="xs" data={LOOKS} value={look} onChange={setLook} aria-label="What is shown" />
      </div>
      <View pipeline={data.pipeline} table={chosen} key={chosen} />
    </>
  )
}

/** The data of a pipeline: its tables, their first rows, and what they hold. */
export default function DataPage({ pipeline, table }: { pipeline: string; table: string }) {
  const { data, error, reload } = useResource<Workspace>('/api/workspace')
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the workspace" />
  const chosen = pipeline || (data.pipelines[0] ?? '')
  if (!chosen) {
    return (
      <Notice title="There is no pipeline yet">
        <p>A pipeline says where rows come from, how they are prepared and which algorithms compete. Begin with an example:</p>
        <Command text="stratum init DIR" />
      </Notice>
    )
  }
  return (
    <div className={ui.page}>
      <div className={css.top}>
        <div>
          <h1 className={ui.title}>Data of {chosen}</h1>
          <p className={ui.lead}>What there is to learn from, before anything is trained.</p>
        </div>
        {data.pipelines.length > 1 && (
          <Choice label="Pipeline" options={data.pipelines} value={chosen} choose={(name) => go(dataAddress(name))} />
        )}
      </div>
      <Pipeline pipeline={chosen} table={table} key={chosen} />
    </div>
  )
}
