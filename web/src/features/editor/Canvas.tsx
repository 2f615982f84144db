import { MarkerType, MiniMap, type Connection, type Edge, type FinalConnectionState, type Node, type NodeChange, type NodeProps } from '@xyflow/react'
import { memo, useCallback, useMemo, useState, type DragEvent, type MouseEvent } from 'react'
import { Flow } from '../../canvas/Flow'
import { LAYER, still, TOUCHABLE } from '../../canvas/layers'
import { Band, Homeless, HostFrame } from '../../canvas/Site'
import { HOSTED_ON, isMovable, mayContain } from '../../model/fits'
import { Block } from './Block'
import css from './Canvas.module.css'
import { begin, elementOf, useDesk, type Desk } from './desk'
import { extentOf, hostOf, movedTo, sceneOf, wiresOf, type Place, type Scene, type Spots } from './drawing'
import { redirect } from './edits'
import { DRAGGED, type Dragged } from './Palette'
import { fitting, join } from './wiring'
import { WireView } from './WireView'

const HostBox = memo(({ data: { place } }: NodeProps<Node<{ place: Place | undefined }, 'host'>>) =>
  place ? <HostFrame {...place} /> : <Homeless />,
)

const NODES = { band: Band, host: HostBox, element: Block }
const EDGES = { wire: WireView }
const TIP = { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--wire)' }

function nodesOf(desk: Desk, scene: Scene): Node[] {
  const places = new Map(desk.places.map((place) => [place.name, place]))
  const elements = new Map(desk.model.elements.map((one) => [one.name, one]))
  const blocks = scene.blocks.flatMap((box) => {
    const element = elements.get(box.name)
    if (!element) return []
    const parts = desk.model.elements.filter((one) => one.parent === box.name)
    const findings = desk.findings.filter((one) => one.owner === box.name)
    const isOpen = element.section === 'components' && hostOf(element) === undefined && !('select' in element.values)
    const placed = isOpen && desk.chosen[box.name] !== undefined
    return [{
      ...still(box), ...TOUCHABLE, id: box.name, type: 'element', zIndex: LAYER.block, draggable: true,
      data: { element, parts, placed, findings },
    }]
  })
  return [
    ...scene.bands.map((box) => ({
      ...still(box), id: `band:${box.name}`, type: 'band', zIndex: LAYER.band, data: { tier: box.name },
    })),
    ...scene.hosts.map((box) => ({
      ...still(box), ...TOUCHABLE, id: `host:${box.name}`, type: 'host', zIndex: LAYER.host, data: { place: places.get(box.name) },
    })),
    ...blocks,
  ]
}

function edgesOf(scene: Scene, moved: Spots, chosen: string): Edge[] {
  return wiresOf(scene, moved).map((wire) => ({
    id: wire.id, type: 'wire', source: wire.source, target: wire.target, zIndex: LAYER.wire, focusable: false,
    markerEnd: wire.flow === 'forward' ? TIP : undefined, data: { wire, chosen: wire.id === chosen },
  }))
}

/** The nodes of a drawing under the pointer, the uppermost first. */
const under = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
  document.elementsFromPoint(clientX, clientY).flatMap((one) => one.closest('.react-flow__node')?.getAttribute('data-id') ?? [])

const hostUnder = (ids: string[]) => ids.find((id) => id.startsWith('host:'))?.slice('host:'.length)

/** Puts what was dragged from the palette where it was dropped: on a host, into a block, or into its section. */
function drop(desk: Desk, event: DragEvent) {
  const told = event.dataTransfer.getData(DRAGGED)
  if (!told) return
  event.preventDefault()
  const { type: name, section } = JSON.parse(told) as Dragged
  const type = desk.words.types.get(name)
  if (!type) return
  const ids = under(event)
  const holder = ids.map((id) => elementOf(desk, id)).find((one) => mayContain(desk.words.types.get(one?.type ?? ''), type))
  const host = isMovable(type) ? hostUnder(ids) : undefined
  begin(desk, type, { section, parent: holder?.name, host })
}

/** Blocks that stand where they were dragged to; those of an application only while they are dragged. */
function useMoved() {
  const [moved, setMoved] = useState<Spots>(new Map())
  const change = useCallback((changes: NodeChange[]) => {
    const spots = changes.flatMap((one) => (one.type === 'position' && one.position ? [[one.id, one.position] as const] : []))
    if (spots.length > 0) setMoved((before) => new Map([...before, ...spots]))
  }, [])
  const arrange = useCallback(() => setMoved(new Map()), [])
  return { moved, change, arrange }
}

/** A drawing with more blocks than this has a map. */
const MAPPED = 10

function Empty() {
  return (
    <div className={css.empty}>
      <p>
        <strong>Nothing is here yet.</strong> Drag a type from the left onto this sheet, or choose it and press Enter.
      </p>
    </div>
  )
}

export function Canvas({ arranged }: { arranged: number }) {
  const desk = useDesk()
  const { words, model, places, chosen } = desk
  const scene = useMemo(() => sceneOf(words, model, places, chosen), [words, model, places, chosen])
  const { moved, change, arrange } = useMoved()
  const [wire, setWire] = useState('')
  const [seen, setSeen] = useState(arranged)
  if (seen !== arranged) {
    setSeen(arranged)
    arrange()
  }
  const arrangedNodes = useMemo(() => nodesOf(desk, scene), [desk, scene])
  const nodes = useMemo(() => movedTo(arrangedNodes, moved), [arrangedNodes, moved])
  const edges = useMemo(() => edgesOf(scene, moved, wire), [scene, moved, wire])
  const settle = (event: globalThis.MouseEvent | TouchEvent, node: Node) => {
    if (model.kind !== 'Application') return
    arrange()
    const element = elementOf(desk, node.id)
    const host = 'clientX' in event ? hostUnder(under(event)) : undefined
    const movable = isMovable(words.types.get(element?.type ?? ''))
    if (element && host !== undefined && movable) void desk.act(redirect(desk.file, element, HOSTED_ON, host))
  }
  const pick = (_: MouseEvent, edge: Edge) => {
    setWire(edge.id)
    if (elementOf(desk, edge.id)) desk.select(edge.id)
  }
  const refuse = (_: unknown, { isValid, fromNode, toNode }: FinalConnectionState) => {
    if (!isValid && fromNode && toNode && fromNode.id !== toNode.id) join(desk, fromNode.id, toNode.id)
  }
  return (
    <div className={css.canvas} onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(desk, event)}>
      <Flow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onNodesChange={change}
        onNodeDragStop={settle}
        onEdgeClick={pick}
        onPaneClick={() => {
          setWire('')
          desk.select(null)
        }}
        onConnect={({ source, target }: Connection) => join(desk, source, target)}
        onConnectEnd={refuse}
        isValidConnection={({ source, target }) => fitting(desk, source, target)}
        connectionRadius={10}
        deleteKeyCode={null}
        fitted={`${desk.file} ${extentOf(scene)} ${arranged}`}
        label={`Drawing of ${model.name}`}
      >
        {scene.blocks.length > MAPPED && (
          <MiniMap position="bottom-right" pannable zoomable nodeStrokeWidth={0} className={css.map} ariaLabel="Map of the drawing" />
        )}
      </Flow>
      {scene.blocks.length + scene.hosts.length === 0 && <Empty />}
    </div>
  )
}
