import { documentAddress } from '../../shared/api/client'
import type { Pipeline } from '../../shared/api/training'
import { moment } from '../../shared/format'
import { Link } from '../../shared/router'
import ui from '../../shared/ui/ui.module.css'
import { pictureOf } from './drawing'
import { lightsOf } from './lights'
import css from './training.module.css'

const PAD = 8

/** The blocks of a pipeline and what leads to what; each leads to its place in the editor. */
export function PipelineDrawing({ pipeline }: { pipeline: Pipeline }) {
  const { boxes, wires, width, height } = pictureOf(pipeline.blocks)
  const lights = lightsOf(pipeline.blocks, pipeline.newest)
  const types = new Map(pipeline.blocks.map((block) => [block.name, block.type]))
  const editor = documentAddress(pipeline.file)
  return (
    <section className={ui.card} aria-label="Drawing of the pipeline">
      <div className={css.head}>
        <h2 className={ui.heading}>
          How rows become a model
          {pipeline.newest && <span className={css.of}>, as in the run of {moment(pipeline.newest.started)}</span>}
        </h2>
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
        {boxes.map((box) => {
          const light = lights.get(box.name)
          return (
            <a key={box.name} href={`${editor}?element=${encodeURIComponent(box.name)}`} data-tone={light?.tone}>
              <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={8} />
              <text x={box.x + 14} y={box.y + 26}>
                {box.name}
              </text>
              <text className={css.type} x={box.x + 14} y={box.y + 47}>
                {types.get(box.name)}
              </text>
              {light && (
                <text className={css.light} x={box.x + 14} y={box.y + 70}>
                  {light.text}
                  <title>{light.reason}</title>
                </text>
              )}
            </a>
          )
        })}
      </svg>
    </section>
  )
}
