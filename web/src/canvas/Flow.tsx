// The sheet that drawings lie on: React Flow with buttons to zoom, kept in sight when its room changes.
import '@xyflow/react/dist/base.css'
import { ActionIcon } from '@mantine/core'
import {
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  type Edge,
  type Node,
  type ReactFlowProps,
} from '@xyflow/react'
import { useEffect, type ReactNode } from 'react'
import { Icon, type IconName } from '../shared/icons'
import css from './Flow.module.css'

/** Of a drawing of a few hundred blocks all is in sight. */
const SMALLEST = 0.08
const FIT = {
  // Room on the left for the buttons.
  padding: { left: '58px', top: '12px', right: '44px', bottom: '12px' },
  maxZoom: 1.15,
  minZoom: SMALLEST,
} as const

interface Props<N extends Node, E extends Edge> extends ReactFlowProps<N, E> {
  /** What is drawn, in words. */
  label: string
  /** The whole drawing is brought in sight whenever this changes. */
  fitted: unknown
  children?: ReactNode
}

/** Keeps the whole drawing in sight when the room for it changes. */
function useFit(fitted: unknown) {
  const { fitView } = useReactFlow()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  useEffect(() => {
    const next = requestAnimationFrame(() => void fitView(FIT))
    return () => cancelAnimationFrame(next)
  }, [fitted, width, height, fitView])
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

function Sheet<N extends Node, E extends Edge>({ label, fitted, children, ...rest }: Props<N, E>) {
  useFit(fitted)
  return (
    <ReactFlow
      nodesFocusable={false}
      edgesFocusable={false}
      zIndexMode="manual"
      minZoom={SMALLEST}
      maxZoom={2}
      fitView
      fitViewOptions={FIT}
      aria-label={label}
      className={css.flow}
      {...rest}
    >
      <Zoom />
      {children}
    </ReactFlow>
  )
}

export function Flow<N extends Node, E extends Edge>(props: Props<N, E>) {
  return (
    <ReactFlowProvider>
      <Sheet {...props} />
    </ReactFlowProvider>
  )
}
