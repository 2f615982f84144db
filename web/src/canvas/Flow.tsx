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
import { useEffect, useMemo, type ReactNode } from 'react'
import { Icon, type IconName } from '../shared/icons'
import css from './Flow.module.css'

/** Of a drawing of a few hundred blocks all is in sight. */
const SMALLEST = 0.08
/** How a drawing is brought in sight, with room for the buttons on the left, and for tools above it. */
const fitting = (tools: boolean, loops: boolean) =>
  ({
    padding: { left: '58px', top: tools ? '58px' : '12px', right: loops ? '100px' : '44px', bottom: '12px' },
    maxZoom: 1.15,
    minZoom: SMALLEST,
  }) as const
type Fit = ReturnType<typeof fitting>

interface Props<N extends Node, E extends Edge> extends ReactFlowProps<N, E> {
  /** What is drawn, in words. */
  label: string
  /** The whole drawing is brought in sight whenever this changes. */
  fitted: unknown
  /** Whether there are tools above it. */
  tools?: boolean
  /** Whether its wires may lead around it on the right. */
  loops?: boolean
  children?: ReactNode
}

/** Keeps the whole drawing in sight when the room for it changes. */
function useFit(fitted: unknown, fit: Fit) {
  const { fitView } = useReactFlow()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  useEffect(() => {
    const next = requestAnimationFrame(() => void fitView(fit))
    return () => cancelAnimationFrame(next)
  }, [fitted, fit, width, height, fitView])
}

function Zoom({ fit }: { fit: Fit }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const buttons: [IconName, string, () => void][] = [
    ['plus', 'Zoom in', () => void zoomIn()],
    ['minus', 'Zoom out', () => void zoomOut()],
    ['fit', 'Fit to view', () => void fitView(fit)],
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

function Sheet<N extends Node, E extends Edge>({ label, fitted, tools = false, loops = false, children, ...rest }: Props<N, E>) {
  const fit = useMemo(() => fitting(tools, loops), [tools, loops])
  useFit(fitted, fit)
  return (
    <ReactFlow
      nodesFocusable={false}
      edgesFocusable={false}
      zIndexMode="manual"
      minZoom={SMALLEST}
      maxZoom={2}
      fitView
      fitViewOptions={fit}
      aria-label={label}
      className={css.flow}
      {...rest}
    >
      <Zoom fit={fit} />
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
