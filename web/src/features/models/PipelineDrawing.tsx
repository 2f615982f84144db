import type { Pipeline } from '../../shared/api/training'
import { Link } from '../../shared/router'
import ui from '../../shared/ui/ui.module.css'
import { pictureOf } from './drawing'
import css from './training.module.css'

const PAD = 8

/** The blocks of a pipeline and what leads to what; each leads to its place in the editor. */
export function PipelineDrawing({ pipeline }: { pipeline: Pipeline }) {
  const { boxes, wires, width, height } = pictureOf(pipeline.blocks)
  const types = new Map(pipeline.blocks.map((block) => [block.name, block.type]))
  const editor = `/documents/${pipeline.file.split('/').map(encodeURIComponent).join('/')}`
  return (
    <section className={ui.card} aria-label="Drawing of the pipeline">
      <div className={css.head}>
        <h2 className={ui.heading}>How rows become a model</h2>
        <Link href={editor}>Open in the editor</Link>
      </div>
      <svg
        className={css.drawing}
        viewBox={`${-PAD} ${-PAD} ${width + 2 * PAD} ${height + 2 * PAD}`}
        style={{ maxHeight: Math.max(150, height * 0.7) }}
        role="group"
        aria-label={`${boxes.length} blocks of ${pipeline.name}`}
      >
        {wires.map((wire) => (
          <path key={`${wire.source} ${wire.target}`} d={wire.path} />
        ))}
        {boxes.map((box) => (
          <a key={box.name} href={`${editor}?element=${encodeURIComponent(box.name)}`}>
            <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
            <text x={box.x + 14} y={box.y + 28}>
              {box.name}
            </text>
            <text className={css.type} x={box.x + 14} y={box.y + 50}>
              {types.get(box.name)}
            </text>
          </a>
        ))}
      </svg>
    </section>
  )
}
