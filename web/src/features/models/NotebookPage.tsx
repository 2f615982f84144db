import { Button } from '@mantine/core'
import Markdown from 'react-markdown'
import { runPath } from '../../shared/api/client'
import { useResource } from '../../shared/api/resource'
import { Icon } from '../../shared/icons'
import { Link } from '../../shared/router'
import { Loading, Problem } from '../../shared/ui/Notice'
import ui from '../../shared/ui/ui.module.css'
import { cellsOf, type Cell } from './notebook'
import { Python } from './Python'
import models from './models.module.css'
import css from './notebook.module.css'

function Outputs({ cell }: { cell: Cell }) {
  return (
    <>
      {cell.outputs.map((text, index) => (
        <pre key={index} className={css.output}>
          {text}
        </pre>
      ))}
      {cell.images.map((image, index) => (
        <img key={index} className={css.image} src={`data:image/png;base64,${image}`} alt={`Output ${index + 1} of the cell`} />
      ))}
    </>
  )
}

function CellView({ cell, place }: { cell: Cell; place: number }) {
  if (cell.kind === 'markdown') {
    return (
      <div className={css.text}>
        <Markdown disallowedElements={['img']}>{cell.text}</Markdown>
      </div>
    )
  }
  return (
    <div className={css.cell}>
      {cell.kind === 'code' ? <Python code={cell.text} label={`Code of cell ${place}`} /> : <pre className={css.output}>{cell.text}</pre>}
      <Outputs cell={cell} />
    </div>
  )
}

/** The notebook of a run to look at, with the way to have it. Nothing in it is run here. */
export default function NotebookPage({ id }: { id: string }) {
  const path = `${runPath(id)}/notebook.ipynb`
  const { data, error, reload } = useResource<Parameters<typeof cellsOf>[0]>(path)
  if (data === null) return error ? <Problem error={error} retry={reload} /> : <Loading what="the notebook" />
  const cells = cellsOf(data)
  return (
    <div className={ui.page}>
      <Link href={`/runs/${encodeURIComponent(id)}`} className={models.back}>
        The training run
      </Link>
      <div className={models.top}>
        <div>
          <h1 className={ui.title}>Notebook of {id}</h1>
          <p className={ui.lead}>The whole pipeline as Python. It is shown here and not run; download it to run it yourself.</p>
        </div>
        <div className={models.files}>
          <Button component="a" href={path} size="xs" variant="default" rightSection={<Icon name="down" size={13} />}>
            Download
          </Button>
        </div>
      </div>
      <div className={`${ui.card} ${css.notebook}`}>
        {cells.map((cell, index) => (
          <CellView key={index} cell={cell} place={index + 1} />
        ))}
        {cells.length === 0 && <p className={ui.lead}>This notebook has no cells.</p>}
      </div>
    </div>
  )
}
