import '@xyflow/react/dist/base.css'
import { Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import { ActionIcon } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import type { Application } from '../../shared/api/types'
import { Icon, type IconName } from '../../shared/icons'
import { Block } from './Block'
import css from './Canvas.module.css'
import { draw } from './drawing'
import { Selected } from './selection'
import { Band, HostBox } from './Site'
import { WireView } from './WireView'

const NODES = { band: Band, host: HostBox, block: Block }
const EDGES = { wire: WireView }
const FIT = {
  // Room on the left for the buttons.
  padding: { left: '58px', top: '12px', right: '14px', bottom: '12px' },
  maxZoom: 1.15,
  minZoom: 0.2,
} as const

/** Keeps the whole drawing in sight when the room for it changes. */
function useFit(drawing: object) {
  const { fitView } = useReactFlow()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  useEffect(() => {
    const next = requestAnimationFrame(() => void fitView(FIT))
    return () => cancelAnimationFrame(next)
  }, [drawing, width, height, fitView])
}

function Zoom() {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const buttons: [IconName, string, () => void][] = [
    ['plus', 'Zoom in', () => void zoomIn()],
    ['minus', 'Zoom out', () => void zoomOut()],
    ['fit', 'Fit to view', () => void fitView(FIT)],
  ]
  return (
    <Panel position="bottom-left">
      <ActionIcon.Group orientation="vertical">
        {buttons.map(([icon, label, act]) => (
          <ActionIcon key={icon} variant="default" size={30} aria-label={label} title={label} onClick={act}>
            <Icon name={icon} size={15} />
          </ActionIcon>
        ))}
      </ActionIcon.Group>
    </Panel>
  )
}

function Drawing({ application, selected }: { application: Application; selected: string | null }) {
  const drawing = useMemo(() => draw(application), [application])
  useFit(drawing)
  return (
    <Selected.Provider value={selected}>
      <ReactFlow
        nodes={drawing.nodes}
        edges={drawing.edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        nodesFocusable={false}
        edgesFocusable={false}
        nodesConnectable={false}
        zIndexMode="manual"
        minZoom={0.2}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
        aria-label={`Drawing of ${application.name} over its sites`}
        className={css.flow}
      >
        <Zoom />
      </ReactFlow>
    </Selected.Provider>
  )
}

export function Canvas(props: { application: Application; selected: string | null }) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}
