import { useMemo } from 'react'
import { Flow } from '../../canvas/Flow'
import { Band } from '../../canvas/Site'
import type { Application } from '../../shared/api/types'
import { Block } from './Block'
import { draw } from './drawing'
import { Selected } from './selection'
import { HostBox } from './Site'
import { WireView } from './WireView'

const NODES = { band: Band, host: HostBox, block: Block }
const EDGES = { wire: WireView }

export function Canvas({ application, selected }: { application: Application; selected: string | null }) {
  const drawing = useMemo(() => draw(application), [application])
  return (
    <Selected.Provider value={selected}>
      <Flow
        nodes={drawing.nodes}
        edges={drawing.edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        nodesConnectable={false}
        fitted={drawing}
        label={`Drawing of ${application.name} over its sites`}
      />
    </Selected.Provider>
  )
}
