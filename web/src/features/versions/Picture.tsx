import { MarkerType, useReactFlow, type Edge, type EdgeProps, type Node, type NodeProps } from '@xyflow/react'
import { memo, useEffect, useMemo } from 'react'
import { Flow } from '../../canvas/Flow'
import { folds } from '../../canvas/folding'
import { LAYER, still, TOUCHABLE } from '../../canvas/layers'
import type { Link } from '../../canvas/links'
import { iconOf, placesOf, type Place } from '../../canvas/places'
import { extentOf, sceneOf, wiresOf } from '../../canvas/scene'
import { MAPPED, SheetMap } from '../../canvas/SheetMap'
import { Band, Homeless, HostFrame } from '../../canvas/Site'
import { WireLine } from '../../canvas/WireLine'
import type { Wire } from '../../graph/types'
import type { Model } from '../../model/document'
import { wayTo } from '../../model/parts'
import type { Vocabulary } from '../../model/vocabulary'
import css from './Picture.module.css'
import { StateBlock, type BlockNode } from './StateBlock'
import type { What } from './types'
import type { Union } from './union'

const SIGN: Record<What, string> = { added: '+ added', removed: '− removed', changed: '~ changed' }

const HostBox = memo(({ data: { place } }: NodeProps<Node<{ place: Place | undefined }, 'host'>>) =>
  place ? <HostFrame {...place} /> : <Homeless />,
)

type LinkEdge = Edge<{ wire: Wire & Link; change: What | undefined; chosen: boolean }, 'wire'>

const WireBox = memo(({ id, data, markerEnd }: EdgeProps<LinkEdge>) => {
  if (data === undefined) return null
  const { wire, change, chosen } = data
  const joint = wire.relation === '' ? wire.element : ''
  const told = [change ? SIGN[change] : '', joint].filter(Boolean).join(' ')
  return <WireLine id={id} wire={wire} markerEnd={markerEnd} change={change} marked={chosen} topics={told} latency={wire.text} />
})

const NODES = { band: Band, host: HostBox, element: StateBlock }
const EDGES = { wire: WireBox }
const TIP = { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--wire)' }
const OPEN = folds(false)

export interface PictureProps {
  words: Vocabulary
  union: Union
  /** The hosts that an application stands over. */
  infrastructure: Model | undefined
  /** Host by component where the platform chose it. */
  chosen: Record<string, string>
  selected: string
  /** Grows when the selected element is to be brought in sight. */
  focus: number
  select: (element: string) => void
}

/** Brings the selected element in sight when that is asked for. */
function Focus({ element, focus }: { element: string; focus: number }) {
  const { fitView, getNode } = useReactFlow()
  useEffect(() => {
    if (focus === 0 || !getNode(element)) return undefined
    const next = requestAnimationFrame(() => void fitView({ nodes: [{ id: element }], maxZoom: 1, padding: 1.2 }))
    return () => cancelAnimationFrame(next)
  }, [element, focus, fitView, getNode])
  return null
}

/** The element of the drawing that an element is, or is in. */
const topOf = (model: Model, name: string): string => wayTo(model, name)[0] ?? name

function useDrawing({ words, union, infrastructure, chosen, selected, select }: PictureProps) {
  const places = useMemo(() => placesOf(words, infrastructure), [words, infrastructure])
  const scene = useMemo(() => sceneOf(words, union.model, { inside: '', places, chosen, folds: OPEN, pins: new Map() }), [words, union, places, chosen])
  const nodes = useMemo(() => {
    const elements = new Map(union.model.elements.map((one) => [one.name, one]))
    const hosts = new Map(places.map((place) => [place.name, place]))
    const blocks = scene.blocks.flatMap((box): BlockNode[] => {
      const element = elements.get(box.name)
      if (!element) return []
      const parts = union.model.elements.filter((one) => one.parent === box.name).map(({ name }) => ({ name, what: union.states.get(name) }))
      const told = [box.name, ...parts.map((part) => part.name)].flatMap((name) => union.told.get(name) ?? [])
      const what = union.states.get(box.name) ?? (parts.some((part) => part.what) ? 'changed' : undefined)
      return [{
        ...still(box), ...TOUCHABLE, id: box.name, type: 'element', zIndex: LAYER.block,
        data: { element, icon: iconOf(words, element), parts, what, told, chosen: topOf(union.model, selected) === box.name, select },
      }]
    })
    return [
      ...scene.bands.map((box) => ({ ...still(box), id: `band:${box.name}`, type: 'band', zIndex: LAYER.band, data: { tier: box.name } })),
      ...scene.hosts.map((box) => ({ ...still(box), id: `host:${box.name}`, type: 'host', zIndex: LAYER.host, data: { place: hosts.get(box.name) } })),
      ...blocks,
    ]
  }, [words, union, places, scene, selected, select])
  const edges = useMemo(
    () =>
      wiresOf(scene, new Map()).map((wire): LinkEdge => {
        const change = wire.relation === '' ? union.states.get(wire.element) : union.wires.get(wire.id)
        const data = { wire, change, chosen: wire.relation === '' && wire.element === selected }
        const markerEnd = wire.flow === 'forward' ? TIP : undefined
        return { id: wire.id, type: 'wire', source: wire.source, target: wire.target, zIndex: LAYER.wire, focusable: false, markerEnd, data }
      }),
    [scene, union, selected],
  )
  return { scene, nodes, edges }
}

/** A document as a drawing that is only looked at, with what became of each element and wire. */
export function Picture(props: PictureProps) {
  const { union, selected, focus, select } = props
  const { scene, nodes, edges } = useDrawing(props)
  if (scene.blocks.length === 0) return <p className={css.none}>There is nothing to draw in this document.</p>
  return (
    <div className={css.picture}>
      <Flow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        nodesDraggable={false}
        nodesConnectable={false}
        onEdgeClick={(_, edge) => edge.data && select(edge.data.wire.element)}
        onPaneClick={() => select('')}
        deleteKeyCode={null}
        loops
        fitted={`${union.model.name} ${extentOf(scene)}`}
        label={`Drawing of ${union.model.name}`}
      >
        <Focus element={topOf(union.model, selected)} focus={focus} />
        {scene.blocks.length > MAPPED && <SheetMap />}
      </Flow>
    </div>
  )
}
