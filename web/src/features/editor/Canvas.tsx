import { SelectionMode, type Connection, type Edge, type FinalConnectionState, type Node, type NodeChange } from '@xyflow/react'
import { useCallback, useMemo, useState, type DragEvent, type MouseEvent } from 'react'
import { Flow } from '../../canvas/Flow'
import { MAPPED, SheetMap } from '../../canvas/SheetMap'
import { HOSTED_ON, isMovable, mayContain } from '../../model/fits'
import { mayHold } from '../../model/parts'
import { useValue } from '../../shared/value'
import { Block } from './Block'
import css from './Canvas.module.css'
import { begin } from './begin'
import { elementOf, useDesk, useLatestDesk, type Desk } from './desk'
import { holderOf } from './inside'
import { redirect } from './edits'
import { DRAGGED, type Dragged } from './Palette'
import { put } from './sheet/actions'
import { withNeighbours } from './sheet/aligning'
import { CardView } from './sheet/CardView'
import { hostId } from '../../canvas/folding'
import { askedOf } from '../../canvas/loads'
import { unplaced } from './sheet/layout'
import { edgesOf, marked, nodesOf } from './sheet/nodes'
import { aimedAt } from './sheet/picking'
import { extentOf, homesOf, movedTo, sceneOf, type Scene, type Spots } from '../../canvas/scene'
import { pointOf } from './sheet/pointing'
import { Pointers } from './sheet/Pointers'
import { SelectionBar } from './sheet/SelectionBar'
import { SheetTools } from './sheet/SheetTools'
import { Sight } from './sheet/Sight'
import { BandView, HostView } from './sheet/SiteViews'
import { TurnProvider, useFolds } from './sheet/useFolds'
import { useMoved } from './sheet/useMoved'
import { fitting, join } from './wiring'
import { WireView } from './WireView'

const NODES = { band: BandView, host: HostView, folded: CardView, element: Block }
const EDGES = { wire: WireView }
const NO_PINS: Spots = new Map()

/** The nodes of a drawing under the pointer, the uppermost first. */
const under = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
  document.elementsFromPoint(clientX, clientY).flatMap((one) => one.closest('.react-flow__node')?.getAttribute('data-id') ?? [])

const hostUnder = (ids: string[]) => ids.find((id) => id.startsWith(hostId('')))?.slice(hostId('').length)

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
  begin(desk, type, { section, parent: holder?.name ?? holderOf(desk, name), host })
}

function Empty() {
  return (
    <div className={css.empty}>
      <p>
        <strong>Nothing is here yet.</strong> Drag a type from the left onto this sheet, or choose it and press Enter.
      </p>
    </div>
  )
}

/** Moves elements to a host, all in one step; there they are arranged by themselves. */
function rehost(desk: Desk, names: string[], host: string) {
  const edits = names.flatMap((name) => {
    const element = elementOf(desk, name)
    return element && isMovable(desk.words.types.get(element.type)) ? redirect(desk.file, element, HOSTED_ON, host) : []
  })
  return edits.length > 0 ? desk.act([...edits, ...unplaced(desk.layout, names)]) : Promise.resolve(false)
}

/** What dragging some nodes comes to: other hosts, or places in the drawing. */
function dropping(desk: Desk, scene: Scene, moved: Spots, nodes: Node[], over: string | undefined): Promise<boolean> {
  const elements = nodes.filter((node) => node.type === 'element').map((node) => node.id)
  const away = elements.filter((name) => scene.homes.has(name) && scene.homes.get(name) !== over)
  if (away.length > 0) return over === undefined ? Promise.resolve(false) : rehost(desk, away, over)
  const known = new Set(scene.blocks.map((box) => box.name))
  return put(desk, withNeighbours(scene, new Map([...moved].filter(([id]) => known.has(id)))))
}

export function Canvas({ arranged }: { arranged: number }) {
  const desk = useDesk()
  const latest = useLatestDesk()
  const { words, model, inside, places, chosen, findings, selected, file } = desk
  const picks = useValue(desk.picks, (names) => names)
  const told = useMemo(() => ({ words, model, inside, places, chosen, findings }), [words, model, inside, places, chosen, findings])
  const aimed = useValue(desk.aim, aimedAt)
  const folding = useFolds(told, aimed ?? selected)
  const { folds, idsOf } = folding
  const pins = desk.layout?.pins ?? NO_PINS
  const scene = useMemo(() => sceneOf(words, model, { inside, places, chosen, folds, pins }), [words, model, inside, places, chosen, folds, pins])
  const { moved, now, move, settle } = useMoved()
  const [wire, setWire] = useState('')
  const asked = useMemo(() => askedOf(words, model, chosen), [words, model, chosen])
  const still = useMemo(() => nodesOf(told, scene, idsOf, asked), [told, scene, idsOf, asked])
  const nodes = useMemo(() => movedTo(marked(still, picks), moved), [still, picks, moved])
  const edges = useMemo(() => edgesOf(scene, moved, wire), [scene, moved, wire])
  const insideOf = useMemo(() => homesOf(scene), [scene])
  const change = useCallback(
    (changes: NodeChange[]) => {
      move(changes, still, insideOf)
      const turned = changes.flatMap((one) => (one.type === 'select' ? [one] : []))
      if (turned.length === 0) return
      const now = new Set(latest.current.picks.get())
      for (const { id, selected: isIn } of turned) if (isIn) now.add(id)
        else now.delete(id)
      latest.current.pick([...now])
    },
    [move, still, insideOf, latest],
  )
  const dropped = (event: globalThis.MouseEvent | TouchEvent, _: Node, all: Node[]) => {
    const point = pointOf(event)
    const over = point ? hostUnder(under(point)) : undefined
    void dropping(desk, scene, now.current, all, over).then(settle)
  }
  const pickWire = (_: MouseEvent, edge: Edge) => {
    setWire(edge.id)
    if (elementOf(desk, edge.id)) desk.select(edge.id)
  }
  const enterNode = (_: MouseEvent, { id }: Node) => {
    if (mayHold(words.types.get(elementOf(desk, id)?.type ?? ''))) desk.open(id)
  }
  const refuse = (_: unknown, { isValid, fromNode, toNode }: FinalConnectionState) => {
    if (!isValid && fromNode && toNode && fromNode.id !== toNode.id) join(desk, fromNode.id, toNode.id)
  }
  return (
    <div className={css.canvas} onDragOver={(event) => event.preventDefault()} onDrop={(event) => drop(desk, event)}>
      <TurnProvider value={folding.turn}>
        <Flow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODES}
          edgeTypes={EDGES}
          tools
          onlyRenderVisibleElements
          onNodesChange={change}
          onNodeDragStop={dropped}
          onSelectionDragStop={(event, all) => all[0] && dropped(event.nativeEvent, all[0], all)}
          onEdgeClick={pickWire}
          onNodeDoubleClick={enterNode}
          onPaneClick={() => {
            setWire('')
            desk.select(null)
          }}
          onConnect={({ source, target }: Connection) => join(desk, source, target)}
          onConnectEnd={refuse}
          isValidConnection={({ source, target }) => fitting(latest.current, source, target)}
          connectionRadius={10}
          deleteKeyCode={null}
          multiSelectionKeyCode={['Shift', 'Control', 'Meta']}
          selectionMode={SelectionMode.Partial}
          fitted={`${file} ${inside} ${extentOf(scene)} ${arranged}`}
          label={`Drawing of ${inside || model.name}`}
        >
          <SheetTools scene={scene} folding={folding} />
          <Sight selected={aimed ?? selected} />
          <SelectionBar scene={scene} />
          <Pointers />
          {scene.blocks.length + scene.cards.length > MAPPED && (
            <SheetMap />
          )}
        </Flow>
      </TurnProvider>
      {scene.blocks.length + scene.hosts.length + scene.cards.length === 0 && <Empty />}
    </div>
  )
}
